import { describe, expect, test } from 'vitest';
import { type Check, exitCodeOf, printChecks } from '../../src/validate/checks.ts';
import { writtenLog } from '../report/written.ts';

function check(result: Check['result'], remedy?: string): Check {
  return { name: 'Upsun token', result, detail: 'as found', ...(remedy && { remedy }) };
}

describe('a check is a line with its mark', () => {
  test.each<[Check['result'], string]>([
    ['ok', '✔ Upsun token: as found'],
    ['missing', '✖ Upsun token: as found'],
    ['conflict', '✖ Upsun token: as found'],
    ['note', '– Upsun token: as found'],
    ['skipped', '– Upsun token: as found'],
  ])('%s', (result, line) => {
    const log = writtenLog({ color: true });
    printChecks(log, [check(result)]);
    expect(log.lines()).toEqual([line]);
  });

  test('and what to do about it stands below', () => {
    const log = writtenLog();
    printChecks(log, [check('missing', 'Make a token.'), check('ok')]);
    expect(log.lines()).toEqual(['✖ Upsun token: as found', '  Make a token.', '✔ Upsun token: as found']);
  });
});

describe('the exit code tells', () => {
  test.each<[string, Check['result'][], number]>([
    ['that nothing was looked at', [], 0],
    ['that all is well', ['ok', 'ok'], 0],
    ['that notes and skips do no harm', ['ok', 'note', 'skipped'], 0],
    ['that something is missing', ['ok', 'missing', 'note'], 2],
    ['that an integration is in the way', ['ok', 'conflict'], 3],
    ['the conflict where something is missing as well', ['conflict', 'missing'], 3],
  ])('%s', (_, results, code) => {
    expect(exitCodeOf(results.map((result) => check(result)))).toBe(code);
  });
});
