import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/text/redact.ts';
import type { Log } from '../src/log.ts';
import { writtenLog } from './report/written.ts';

describe('the log looks like that of the official pipes', () => {
  test.each<[keyof Pick<Log, 'info' | 'success' | 'warning' | 'error' | 'line' | 'quoted'>, string]>([
    ['info', 'INFO: Hello'],
    ['success', '✔ Hello'],
    ['warning', 'WARNING: Hello'],
    ['error', '✖ Hello'],
    ['line', 'Hello'],
    ['quoted', '  │ Hello'],
  ])('%s', (level, line) => {
    const log = writtenLog({ color: true });
    log[level]('Hello');
    expect(log.lines()).toEqual([line]);
  });

  test('with colours though Pipelines is no terminal', () => {
    const log = writtenLog({ color: true });
    log.error('Failed');
    expect(log.raw()).toContain('\u001B[31m');
  });

  test('and without any when they are off', () => {
    const log = writtenLog({ color: false });
    log.info('Hello');
    log.quoted('Building');
    log.line(log.style('bold', 'PLAN'));
    expect(log.raw()).not.toContain('\u001B');
  });
});

describe('details for DEBUG', () => {
  test.each([
    [true, ['DEBUG: GET /']],
    [false, []],
  ])('are shown when it is %s', (debug, lines) => {
    const log = writtenLog({ debug });
    log.debug('GET /');
    expect(log.lines()).toEqual(lines);
  });
});

test("Upsun's own log is set apart, line by line", () => {
  const log = writtenLog();
  log.quoted("Building application 'app'\n  Installing\n");
  expect(log.lines()).toEqual(["  │ Building application 'app'", '  │   Installing']);
});

describe('a secret never appears', () => {
  const levels = ['info', 'success', 'warning', 'error', 'debug', 'line', 'quoted'] as const;

  test.each(levels)('in %s', (level) => {
    const log = writtenLog({ debug: true, color: true, redact: createRedactor(['hunter22']).redact });
    log[level]('the password is hunter22');
    expect(log.raw()).toContain('***');
    expect(log.raw()).not.toContain('hunter22');
  });
});
