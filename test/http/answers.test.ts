import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parseAnswer } from '../../src/http/client.ts';
import { hasStatus, HttpError } from '../../src/http/errors.ts';

const project = z.object({ id: z.string(), repository: z.object({ url: z.string() }) });
const read = (body: string) => parseAnswer(project, 'GET /projects/abc', { status: 200, headers: {}, body });

describe('an answer', () => {
  test('is read by what is used of it', () => {
    const body = '{"id":"abc","repository":{"url":"git@host"},"news":1}';
    expect(read(body)).toEqual({ id: 'abc', repository: { url: 'git@host' } });
  });

  test.each([
    { what: 'a page of HTML', body: '<html>Maintenance</html>', where: 'not JSON' },
    { what: 'nothing', body: '', where: 'not JSON' },
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
