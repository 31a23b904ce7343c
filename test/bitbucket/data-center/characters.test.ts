import { describe, expect, test } from 'vitest';
import { rememberCharacters, type Spelling } from '../../../src/bitbucket/data-center/characters.ts';
import { PipeError } from '../../../src/errors.ts';
import { HttpError } from '../../../src/http/errors.ts';

function refusalWith(status: number) {
  const cause = new HttpError('https://bitbucket.example.com/', 'POST', { status, body: '', headers: {} });
  return new PipeError('failure', 'Refused', { cause });
}

/** Writes a text to a server that stores no characters of four bytes, and tells what it was sent. */
async function write(
  text: string,
  refusal: Error = refusalWith(500),
  inStoredCharacters = rememberCharacters(),
) {
  const sent: string[] = [];
  const writing = inStoredCharacters(async (spelled: Spelling) => {
    sent.push(spelled(text));
    if (/[\u{10000}-\u{10FFFF}]/u.test(sent.at(-1) ?? '')) throw refusal;
  });
  return { sent, ended: await writing.catch((error: unknown) => error) };
}

describe('a text for a database without characters of four bytes', () => {
  test.each([
    ['an emoji', 'Ship it 🚀', 'Ship it '],
    ['an emoji of several, with what joins them', 'by 👩‍💻!', 'by !'],
    ['an emoji with a variant', '🕵️ at work', ' at work'],
    ['a letter beyond the first plane', '𠮷野家', '野家'],
    ['what three bytes hold, beside it', '✔ größe 日本 ⚠️ 🎉', '✔ größe 日本 ⚠️ '],
  ])('is sent again without %s', async (_what, text, stored) => {
    expect(await write(text)).toEqual({ sent: [text, stored], ended: undefined });
  });

  test('is sent once where it has none', async () => {
    expect((await write('✔ größe 日本 ⚠️')).sent).toHaveLength(1);
  });

  test.each([401, 404, 409, 429, 503])(
    'is sent once where the refusal has another reason: %i',
    async (status) => {
      const refusal = refusalWith(status);
      expect(await write('🚀', refusal)).toEqual({ sent: ['🚀'], ended: refusal });
    },
  );

  test('is refused as it is where the server refuses something else', async () => {
    const refusal = refusalWith(500);
    const sent: string[] = [];
    const writing = rememberCharacters()(async (spelled) => {
      sent.push(spelled('ready'));
      throw refusal;
    });
    await expect(writing).rejects.toBe(refusal);
    expect(sent).toEqual(['ready']);
  });

  test('is not tried again with them on a server that took it without', async () => {
    const inStoredCharacters = rememberCharacters();
    await write('🚀 one', undefined, inStoredCharacters);
    expect((await write('🚀 two', undefined, inStoredCharacters)).sent).toEqual([' two']);
  });

  test('is tried with them again after a refusal that was about something else', async () => {
    const inStoredCharacters = rememberCharacters();
    await inStoredCharacters(async (spelled) => {
      spelled('🚀');
      throw refusalWith(500);
    }).catch(() => undefined);
    expect((await write('🚀 two', undefined, inStoredCharacters)).sent).toEqual(['🚀 two', ' two']);
  });
});
