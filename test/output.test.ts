import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openOutput } from '../src/output.ts';

/** A stream whose reader takes what is written when it is told to; `taken` has one text for each call. */
function reader() {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const take = (texts: string[], done: () => void) => {
    taken.push(texts.join(''));
    waiting.push(done);
  };
  const stream = new Writable({
    decodeStrings: false,
    highWaterMark: 10,
    write: (chunk: string, _encoding, done) => take([chunk], done),
    writev: (chunks, done) =>
      take(
        chunks.map(({ chunk }) => String(chunk)),
        done,
      ),
  });
  /** Takes all that was written so far. */
  async function goOn(): Promise<void> {
    await turn();
    while (waiting.length > 0) {
      waiting.shift()?.();
      await turn();
    }
  }
  return { output: openOutput(stream), stream, taken, goOn };
}

/** Whether a promise is over by now. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let over = false;
  void promise.then(() => (over = true));
  await turn();
  return over;
}

describe('what is written for a reader', () => {
  test('at the same time reaches them at once', async () => {
    const { output, taken, goOn } = reader();
    for (const text of ['one\n', 'two\n', 'three\n']) output.write(text);
    await goOn();
    output.write('four\n');
    await goOn();
    expect(taken).toEqual(['one\ntwo\nthree\n', 'four\n']);
  });

  test('holds nobody up as long as it is little', async () => {
    const { output } = reader();
    output.write('one\n');
    expect(await isOver(output.drained())).toBe(true);
  });

  test('is waited for where it is much, until the reader has taken it', async () => {
    const { output, goOn } = reader();
    output.write('more than ten characters\n');
    const drained = output.drained();
    expect(await isOver(drained)).toBe(false);
    await goOn();
    expect(await isOver(drained)).toBe(true);
  });

  test('is waited for to its last character at the end', async () => {
    const { output, goOn } = reader();
    output.write('one\n');
    const flushed = output.flushed();
    expect(await isOver(flushed)).toBe(false);
    await goOn();
    expect(await isOver(flushed)).toBe(true);
  });

  test('is waited for no longer when the reader has gone', async () => {
    const { output, stream } = reader();
    output.write('more than ten characters\n');
    const waiting = [output.drained(), output.flushed()];
    stream.destroy(new Error('write EPIPE'));
    output.write('to nobody\n');
    expect(await Promise.all([...waiting, output.drained(), output.flushed()].map(isOver))).not.toContain(
      false,
    );
  });
});
