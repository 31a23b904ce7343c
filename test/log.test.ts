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

describe('what others wrote moves nothing on the screen', () => {
  const hostile = 'Done\u001B[2J\u001B[1A\u0007\u001B]0;title\u0007 \u0000here';
  test.each(['info', 'success', 'warning', 'error', 'line', 'quoted'] as const)('in %s', (level) => {
    const log = writtenLog();
    log[level](hostile);
    expect(log.raw()).toMatch(/Done here\n$/);
    expect(log.raw()).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('and keeps its colours, which end with its line', () => {
    const log = writtenLog({ color: true });
    log.quoted('\u001B[31mfailed\nnext');
    const [line = ''] = log.raw().split('\n');
    expect(line.endsWith('\u001B[31mfailed\u001B[0m')).toBe(true);
  });

  test('and a progress bar is shown as it is left', () => {
    const log = writtenLog();
    log.quoted('10 %\r50 %\r100 %');
    expect(log.lines()).toEqual(['  │ 100 %']);
  });
});
