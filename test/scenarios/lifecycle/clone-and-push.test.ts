import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

/** More commits on main than a clone of depth 1 or 2 holds, and none of them on Upsun. */
async function history({ repository }: Scenario): Promise<string> {
  let commit = '';
  for (const version of [1, 2, 3, 4])
    commit = await repository.commit('main', { 'index.html': `Version ${version}` });
  return commit;
}

test('a commit that exists nowhere is an error, not a superseded one', async () => {
  const world = await scenario();
  const unknown = 'f'.repeat(40);

  const run = await world.deploy({ branch: 'main' }, { COMMIT: unknown });

  expectFailure(run, 2, unknown, 'COMMIT');
  expect(world.changes()).toEqual([]);
});

test('a shallow clone is completed without being changed', async () => {
  const world = await scenario();
  const commit = await history(world);

  const run = await world.deploy({ branch: 'main' }, {}, { depth: 1 });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('main')?.deployedCommit).toBe(commit);
});

// Only root can give files to somebody else.
test.runIf(process.getuid?.() === 0)(
  'a clone that belongs to another user id is as good as any',
  async () => {
    const world = await scenario();
    const commit = await history(world);

    const run = await world.deploy({ branch: 'main' }, {}, { cloneOwner: 12_345 });

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(commit);
  },
);

test('a host key that is not the pinned one stops the push', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
  const [host] = world.git.knownHosts.split(' ');

  for (const SSH_KNOWN_HOSTS of [`${host} ${other}`, '']) {
    const run = await world.deploy({ pullRequest: id }, { SSH_KNOWN_HOSTS });
    expectFailure(run, 2, 'host key', '127.0.0.1', 'SSH_KNOWN_HOSTS');
  }
  expect(world.states(commit)).toEqual(['FAILED', 'FAILED']);
  expect(world.upsun.environment('pr-1')).toBeUndefined();
});

test('a certificate that is not accepted is explained', async () => {
  const world = await scenario();
  world.authority.options.expireCertificates = true;
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 2, 'did not accept the SSH certificate', 'clock');
});

test('a git server that is away is named', async () => {
  const world = await scenario();
  world.git.options.dropConnections = true;
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 1, '127.0.0.1', 'could not be reached', 'run the step again');
  expect(world.states(commit)).toEqual(['FAILED']);
});

test('a file that is too large for Upsun is named with the remedy', async () => {
  const world = await scenario();
  world.upsun.maxFileSize = 1000;
  const { id, commit } = await openPullRequest(world, { 'video.bin': 'x'.repeat(2000) });

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 1, 'refused the push', 'video.bin', 'Take the file out');
  expect(world.states(commit)).toEqual(['FAILED']);
});

test('a push that Upsun refuses shows what Upsun says', async () => {
  const world = await scenario();
  world.upsun.refusePush = 'Invalid configuration: .upsun/config.yaml, line 3';
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 1, 'refused the push', '.upsun/config.yaml, line 3');
  expect(world.states(commit)).toEqual(['FAILED']);

  world.upsun.refusePush = undefined;
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
});

test('a connection that breaks after the push took effect is no failure', async () => {
  const world = await scenario();
  world.git.options.dropAfterPush = true;
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
});

test('a push that loses to a newer one is planned again, and leaves the newer one in place', async () => {
  const world = await scenario();
  const { id, source } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  const older = await world.repository.commit(source, { 'index.html': 'Older' });
  const { promise: until, resolve: goOn } = Promise.withResolvers<void>();
  world.faults.push({ server: 'upsun-auth', path: /\/ssh$/, times: 1, until });
  const slow = await world.start({ pullRequest: id }, {}, { commit: older });
  await world.until(() => world.faults[0]?.times === 0);

  const newer = await world.repository.commit(source, { 'index.html': 'Newer' });
  const fast = await world.deploy({ pullRequest: id });
  // The whole log, where it should not have failed.
  expect(fast.exitCode === 0 ? '' : fast.output).toBe('');
  goOn();
  const run = await slow.finished;

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('planning again');
  expect(run.output).toContain(`${older.slice(0, 8)} is superseded by ${newer.slice(0, 8)}`);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(newer);
  expect(world.states(older)).toEqual(['STOPPED']);
});

test('two runs for one commit push it once and end alike', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const runs = await Promise.all([1, 2].map(() => world.deploy({ pullRequest: id })));

  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
  expect(world.upsun.activities().filter(({ type }) => type === 'environment.push')).toHaveLength(1);
  expect(world.states(commit).at(-1)).toBe('SUCCESSFUL');
});
