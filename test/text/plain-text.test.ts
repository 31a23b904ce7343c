import { describe, expect, test } from 'vitest';
import { cut, fitting, lastLines, oneLine, plainText } from '../../src/text/plain-text.ts';

describe('the text of others is shown as a person saw it', () => {
  test.each([
    ['colours', '\u001B[31mError:\u001B[0m no', 'Error: no'],
    ['a link of the terminal', '\u001B]8;;https://x\u0007here\u001B]8;;\u0007', 'here'],
    ['a progress bar', 'before\n10 %\r55 %\r100 %\nafter', 'before\n100 %\nafter'],
    ['a progress bar that ends its line', '10 %\r100 %\r\nafter', '100 %\nafter'],
    ['line ends of Windows', 'one\r\ntwo\r\n', 'one\ntwo\n'],
    ['tabs and indentation', '\tone\n    two', '\tone\n    two'],
    ['control characters', 'a\u0000b\bc\u009Fd', 'abcd'],
    ['half a character', 'a\uD83Db', 'a\uFFFDb'],
    ['other languages', 'größe 😀 寸法', 'größe 😀 寸法'],
  ])('%s', (_what, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  test('in no time, however long its lines are', () => {
    expect(plainText(`${' '.repeat(500_000)}x\r`.repeat(2))).toHaveLength(500_001);
  });
});

describe('a title of others stands on one line', () => {
  test.each([
    ['line ends', ' Shop\r\nfor\r everybody\u2028here \n', 'Shop for everybody here'],
    ['colours and bells', '\u001B[31mShop\u001B[0m\u0007 \u0000 one', 'Shop one'],
    ['what turns text around', 'Shop \u202Egro.live\u2066', 'Shop gro.live'],
    ['what nobody sees', '\u200B\uFEFF\u00AD', ''],
    ['other languages and emoji of several', 'größe 寸法 می‌خواهم 👩‍💻', 'größe 寸法 می‌خواهم 👩‍💻'],
  ])('%s', (_what, title, shown) => {
    expect(oneLine(title)).toBe(shown);
  });
});

describe('a text that is too long', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a😀b', 3, 'a…'],
    ['a😀bc', 4, 'a😀…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['abc', -5, ''],
    ['', 0, ''],
  ])('%j in %i: %j', (text, longest, expected) => {
    expect(cut(text, longest)).toBe(expected);
  });
});

test.each([
  [['a', 'bb', 'ccc'], 100, 3],
  [['a', 'bb', 'ccc'], 8, 3],
  [['a', 'bb', 'ccc'], 7, 2],
  [['a', 'bb', 'ccc'], 1, 1],
  [['a', 'bb', 'ccc'], 0, 0],
  [[], 0, 0],
])('of the lines %j, into %i characters fit %i', (lines, characters, count) => {
  expect(fitting(lines, characters)).toBe(count);
});

describe('the end of a log', () => {
  const log = 'one\ntwo\nthree\n';

  test.each([
    { most: 30, characters: 100, end: 'one\ntwo\nthree' },
    { most: 2, characters: 100, end: 'two\nthree' },
    { most: 30, characters: 9, end: 'two\nthree' },
    { most: 30, characters: 8, end: 'three' },
    { most: 30, characters: 3, end: 'th…' },
    { most: 30, characters: 0, end: '' },
  ])('of $most lines and $characters characters', ({ most, characters, end }) => {
    expect(lastLines(log, most, characters)).toBe(end);
  });

  test('is empty where the log is', () => {
    expect(lastLines('\n\n', 30, 100)).toBe('');
  });
});
