import { describe, expect, test } from 'vitest';
import type { Bitbucket } from '../../../src/bitbucket/bitbucket.ts';
import type { PipeError } from '../../../src/errors.ts';
import type { Answer } from '../../sandbox/server.ts';
import { type Call, calls, outcomesOf, reads } from './calls.ts';
import { hosts, startWithPullRequest } from './hosts.ts';

const nonsense: [string, Answer][] = [
  ['a login page', { status: 200, body: '<html>Log in</html>' }],
  ['a redirection', { status: 302, headers: { location: 'https://login.example.com/' } }],
  ['something else', { status: 200, body: { hello: 'world' } }],
  ['nothing', { status: 204 }],
  ['the page of a proxy that has no such page', { status: 404, body: '<html>Not here</html>' }],
  ['the word of a proxy that has no such route', { status: 404, body: { message: 'no Route matched' } }],
];

/** The same outcome of every call. */
function every(table: readonly (readonly [string, Call])[], outcome: unknown) {
  return Object.fromEntries(table.map(([name]) => [name, outcome]));
}

describe.each(hosts)('on $name', (host) => {
  test('credentials that are refused are named, and their secret is not', async () => {
    const { bitbucket, secrets, revoke, log, ...subject } = await startWithPullRequest(host);
    revoke();
    const outcomes = await outcomesOf(calls, bitbucket, subject);
    expect(outcomes).toMatchObject(
      every(calls, {
        name: 'PipeError',
        kind: 'configuration',
        message: expect.stringContaining(`Bitbucket refused ${host.variable}`),
        remedy: expect.stringContaining(host.variable),
      }),
    );
    const told = Object.values(outcomes).flatMap((error) => {
      const { message, remedy } = error as PipeError;
      return [message, remedy];
    });
    for (const secret of secrets()) expect([...told, ...log].join('\n')).not.toContain(secret);
  });

  test('credentials that may not do something are named', async () => {
    const { bitbucket, fail, ...subject } = await startWithPullRequest(host);
    fail({ answer: { status: 403, body: 'Forbidden' } });
    expect(await outcomesOf(calls, bitbucket, subject)).toMatchObject(
      every(calls, {
        name: 'PipeError',
        kind: 'configuration',
        message: expect.stringMatching(`${host.variable} may not .*: Forbidden`),
        remedy: expect.stringMatching(/./),
      }),
    );
  });

  test('a server that is out of order is named', async () => {
    const { bitbucket, fail, origin, ...subject } = await startWithPullRequest(host);
    fail({ answer: { status: 500, body: '<html>Oops</html>' } });
    expect(await outcomesOf(calls, bitbucket, subject)).toMatchObject(
      every(calls, {
        name: 'PipeError',
        kind: 'failure',
        message: expect.stringContaining(`${new URL(origin).host} answers 500`),
      }),
    );
  });

  test('a repository that cannot be seen is not taken for an empty one', async () => {
    const { elsewhere, ...subject } = await startWithPullRequest(host);
    expect(await outcomesOf(calls, elsewhere(), subject)).toMatchObject(every(calls, { name: 'PipeError' }));
  });

  test.each<keyof Bitbucket>(['repository', 'branch', 'pullRequest', 'commit'])(
    'a repository that cannot be seen is named with the credentials by %s',
    async (name) => {
      const { elsewhere, people, ...subject } = await startWithPullRequest(host);
      const asked = reads.filter(([read]) => read === name);
      expect(await outcomesOf(asked, elsewhere(), subject)).toMatchObject({
        [name]: {
          kind: 'configuration',
          message: expect.stringMatching(`${people.fullName}-unseen.*${host.variable}`),
          remedy: expect.stringContaining('REPOSITORY'),
        },
      });
    },
  );

  test.each(nonsense)('nothing is read from %s', async (_what, answer) => {
    const { bitbucket, fail, ...subject } = await startWithPullRequest(host);
    const outcomes: Record<string, unknown> = {};
    for (const read of reads) {
      // Once, so that whatever is asked next to make sure is answered well.
      fail({ times: 1, answer });
      Object.assign(outcomes, await outcomesOf([read], bitbucket, subject));
    }
    expect(outcomes).toMatchObject(every(reads, { name: 'PipeError' }));
  });

  test.each<[string, Answer, number]>([
    ['asks for patience', { status: 429, body: 'Slow down', headers: { 'retry-after': '7' } }, 7000],
    ['is away for a moment', { status: 503, body: '<html>Maintenance</html>' }, 375],
  ])('a server that %s is asked again', async (_what, answer, wait) => {
    const { bitbucket, fail, sleeps, ...subject } = await startWithPullRequest(host);
    const expected = await outcomesOf(reads, bitbucket, subject);
    for (const read of reads) {
      fail({ times: 1, answer });
      const [name] = read;
      expect(await outcomesOf([read], bitbucket, subject)).toEqual({ [name]: expected[name] });
    }
    expect(sleeps).toHaveLength(reads.length);
    expect(Math.min(...sleeps)).toBeGreaterThanOrEqual(wait);
  });
});
