import { expect, test } from 'vitest';
import { HttpError } from '../../../src/http/errors.ts';
import { printError } from '../../../src/report/console/error.ts';
import { writtenLog } from '../written.ts';

test('an answer that nobody explained is told as its server’s, and not as a fault of the pipe', () => {
  const log = writtenLog();
  const answer = { status: 404, body: '', headers: {} };
  printError(log, new HttpError('https://api.upsun.com/me', 'GET api.upsun.com/me', answer));
  const [, what, remedy] = log.lines();
  expect(what).toContain('GET api.upsun.com/me was answered with 404');
  expect(remedy).toContain('Run the step again.');
  expect(log.raw()).not.toContain('report it');
});

test('an error that nobody foresaw asks for a report', () => {
  const log = writtenLog();
  printError(log, new TypeError('x is not a function'));
  expect(log.raw()).toContain('report it');
});
