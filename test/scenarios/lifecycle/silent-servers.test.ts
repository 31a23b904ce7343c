/** Servers that take connections and do not answer. What the pipe allows them are the longest waits of these tests. */
import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test('a fetch that nobody answers ends the run with a status, and names the server', async () => {
  const world = await scenario();
  await world.repository.commit('main', { 'index.html': 'Version 1' });
  const commit = await world.repository.commit('main', { 'index.html': 'Version 2' });
  const never = new Promise(() => {});
  world.faults.push({ path: /\/info\/refs$/, until: never });

  const run = await world.deploy({ branch: 'main' }, {}, { depth: 1 });

  expectFailure(run, 1, /(bitbucket\.org|127\.0\.0\.1).* no sign of life/, '_PROXY');
  expect(world.states(commit)).toEqual(['FAILED']);
  expect(world.changes()).toEqual([]);
});

test("a git server of Upsun's that lets git in and says nothing ends the run with a status", async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  world.git.options.silent = 'sessions';

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 1, '127.0.0.1', 'no sign of life', 'run the step again');
  expect(world.states(commit)).toEqual(['FAILED']);
});
