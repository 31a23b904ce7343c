import { describe, expect, test } from 'vitest';
import { inWords } from '../../../src/text/duration.ts';
import { printTable, type TableRow } from '../../../src/report/console/plan-table.ts';
import { writtenLog } from '../written.ts';

function table(...rows: TableRow[]): string[] {
  const log = writtenLog();
  printTable(log, ['ACTION', 'REASON'], rows);
  return log.lines().filter(Boolean);
}

const skip = (id: string, details: string): TableRow => ({ kind: 'skip', id, details });

describe('the plan is a table', () => {
  test('with environment, action and reason in every row', () => {
    const edit = { kind: 'edit', id: 'pr-7', details: 'parent becomes develop' };
    const [head, ...rows] = table(edit, {
      kind: 'redeploy',
      id: 'pr-7',
      details: 'the last deployment failed',
    });
    expect(head).toMatch(/^ENVIRONMENT +ACTION +REASON$/);
    expect(rows).toEqual([
      expect.stringMatching(/^pr-7 +edit +parent becomes develop$/),
      expect.stringMatching(/^pr-7 +redeploy +the last deployment failed$/),
    ]);
  });

  test.each(['main', 'feature/login', 'feature/a-name-that-is-rather-long'.slice(0, 30)])(
    'whose columns stand below each other: %s',
    (id) => {
      const [head = '', row = ''] = table(skip(id, 'up to date'));
      expect(row.indexOf('skip')).toBe(head.indexOf('ACTION'));
      expect(row.indexOf('up to date')).toBe(head.indexOf('REASON'));
    },
  );

  test('that a small screen need not wrap', () => {
    const reason = 'pull request 7 is open; data from main (develop is not active and has no data to copy)';
    const [head = '', ...rows] = table(skip('pr-7', reason));
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80);
    const column = head.indexOf('REASON');
    expect(rows.map((row) => row.slice(column)).join(' ')).toBe(reason);
    expect(rows.slice(1).map((row) => row.slice(0, column).trim())).toEqual(rows.slice(1).map(() => ''));
  });

  test('that cuts off neither a long name nor a long word', () => {
    const name = 'feature/'.padEnd(60, 'x');
    const word = 'y'.repeat(90);
    const text = table(skip(name, `about ${word}`)).join('\n');
    expect(text).toContain(name);
    expect(text).toContain(word);
  });
});

describe('a duration is said as a person would', () => {
  test.each([
    [0, '0 s'],
    [45_400, '45 s'],
    [59_900, '1 min'],
    [1_800_000, '30 min'],
    [192_000, '3 min 12 s'],
    [3_900_000, '1 h 5 min'],
    [7_200_000, '2 h'],
    [172_800_000, '2 d'],
    [90_000_000, '1 d 1 h'],
  ])('%i ms: %s', (milliseconds, words) => {
    expect(inWords(milliseconds)).toBe(words);
  });
});
