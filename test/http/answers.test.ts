import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parseAnswer } from '../../src/http/client.ts';
import { hasStatus, HttpError } from '../../src/http/errors.ts';
import { unexpectedAnswer } from '../../src/http/unexpected.ts';

const project = z.object({ id: z.string(), repository: z.object({ url: z.string() }) });
const read = (body: string) => parseAnswer(project, 'GET /projects/abc', { status: 200, headers: {}, body });

describe('an answer', () => {
  test('is read by what is used of it', () => {
    const body = '{"id":"abc","repository":{"url":"git@host"},"news":1}';
    expect(read(body)).toEqual({ id: 'abc', repository: { url: 'git@host' } });
  });

  test.each([
    { what: 'a page of HTML', body: '<html>Maintenance</html>', where: 'an HTML page, not JSON' },
    { what: 'nothing', body: '', where: 'empty, not JSON' },
    { what: 'half an answer', body: '{"id":"abc","repo', where: 'not JSON' },
    { what: 'another type', body: '{"id":"abc","repository":{"url":7}}', where: 'repository.url' },
    { what: 'a missing part', body: '{"repository":{"url":"x"}}', where: 'id' },
    { what: 'a list', body: '[]', where: 'the answer' },
  ])('that is $what is refused, with the place', ({ body, where }) => {
    const error: unknown = expect.objectContaining({
      name: 'PipeError',
      kind: 'failure',
      message: expect.stringMatching(new RegExp(`GET /projects/abc.*${where}`)),
      remedy: expect.stringMatching(/\w/),
      cause: expect.any(Error),
    });
    expect(() => read(body)).toThrow(error);
  });
});

describe('what a server says of an error is understood', () => {
  test.each([
    [
      'Upsun',
      '{"code":403,"message":"Forbidden","detail":{"error":"Not an admin"}}',
      'Forbidden: Not an admin',
    ],
    ['Upsun, of a field', '{"detail":{"parent":"No such environment"}}', 'parent No such environment'],
    [
      'its token server',
      '{"error":"invalid_grant","error_description":"Bad token"}',
      'Bad token: invalid_grant',
    ],
    ['Bitbucket', '{"type":"error","error":{"message":"Bad key","detail":"Too long"}}', 'Bad key: Too long'],
    [
      'Bitbucket Data Center',
      '{"errors":[{"context":"key","message":"Too long","exceptionName":null},{"message":"Bad state"}]}',
      'Too long, Bad state',
    ],
    ['a plain server', 'Service Unavailable', 'Service Unavailable'],
    ['a proxy', '<html><body>502</body></html>', 'HTTP 418'],
    ['nobody', '', 'HTTP 418'],
    ['an empty object', '{}', 'HTTP 418'],
  ])('%s', (_who, body, said) => {
    expect(new HttpError('https://x/y', 'GET x/y', { status: 418, body, headers: {} }).said).toBe(said);
  });

  test('and named with the request and its status', () => {
    const error = new HttpError('https://x/y', 'GET x/y', {
      status: 404,
      body: '{"message":"Gone"}',
      headers: {},
    });
    expect(error.message).toBe('GET x/y was answered with 404: Gone');
    expect(hasStatus(error, 403, 404)).toBe(true);
    expect(hasStatus(error, 403)).toBe(false);
    expect(hasStatus(new Error('other'), 404)).toBe(false);
  });

  test('and kept short', () => {
    const error = new HttpError('https://x/y', 'GET x/y', {
      status: 500,
      body: 'word '.repeat(10_000),
      headers: {},
    });
    expect(error.message.length).toBeLessThan(1000);
  });
});

const told = (status: number, body: string, headers: Record<string, string> = {}) =>
  unexpectedAnswer(new HttpError('https://auth.upsun.com/ssh', 'POST x/ssh', { status, body, headers }));

describe('an answer that nobody expected is told as the fault of its server', () => {
  test.each([
    [404, '<html></html>', 'POST x/ssh was answered with 404'],
    [409, '{"message":"Conflict"}', 'POST x/ssh was answered with 409: Conflict'],
    [500, '', 'auth.upsun.com:443 answers 500: HTTP 500'],
  ])('%i %s', (status, body, message) => {
    expect(told(status, body)).toMatchObject({
      kind: 'failure',
      message,
      remedy: expect.stringMatching(/\w/),
    });
  });

  test('and a redirection with the place that it leads to, without what may be secret in it', () => {
    expect(told(302, '', { location: 'https://login.example.com/in?token=secret#top' })).toMatchObject({
      kind: 'failure',
      message: 'auth.upsun.com:443 answered 302, which leads to https://login.example.com/in.',
      remedy: expect.stringContaining('follows no redirects'),
    });
  });
});
