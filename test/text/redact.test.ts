import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/text/redact.ts';

/** Every encoding changes it: it has characters that each of them treats in its own way. */
const secret = 'a?>~ü/b+c "d"\\e f&g';

describe('a secret is masked', () => {
  test.each([
    ['as it is', secret],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 without padding', Buffer.from(secret).toString('base64').replaceAll('=', '')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['URL-encoded', encodeURIComponent(secret)],
    ['form-encoded', new URLSearchParams({ token: secret }).toString().slice('token='.length)],
    ['as a JSON string', JSON.stringify(secret).slice(1, -1)],
  ])('%s', (_how, form) => {
    const { redact } = createRedactor([secret]);
    expect(redact(`before ${form} after`)).toBe('before *** after');
  });

  test('wherever it stands, and each time', () => {
    const { redact } = createRedactor(['hunter22']);
    expect(redact('https://ada:hunter22@host/?t=hunter22\nhunter22')).toBe(
      'https://ada:***@host/?t=***\n***',
    );
  });

  test('also when it became known later, as tokens do', () => {
    const { redact, add } = createRedactor([]);
    expect(redact('token1234')).toBe('token1234');
    add('token1234');
    expect(redact('token1234')).toBe('***');
  });

  test('without the blanks that were typed around it', () => {
    expect(createRedactor(['  token1234\n']).redact('Bearer token1234')).toBe('Bearer ***');
  });

  test.each([[['token', 'token-and-more']], [['token-and-more', 'token']]])(
    'whole where another one is its beginning: %j',
    (secrets) => {
      expect(createRedactor(secrets).redact('token-and-more, token')).toBe('***, ***');
    },
  );

  test('with its signs taken literally', () => {
    const { redact } = createRedactor(['$& .* (x)']);
    expect(redact('a $& .* (x) b')).toBe('a *** b');
  });

  test('and nothing else is', () => {
    const { redact } = createRedactor([secret, '', ' ', 'ab']);
    expect(redact('about the cabin')).toBe('about the cabin');
  });
});

test('the pair of Basic credentials is masked once it is known', () => {
  const { redact, add } = createRedactor(['api-token']);
  const pair = Buffer.from('ada@example.com:api-token').toString('base64');
  add(pair);
  expect(redact(`authorization: Basic ${pair}`)).toBe('authorization: Basic ***');
});
