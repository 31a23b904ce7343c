/** Fetching over SSH with an access key. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import type { Scenario } from '../scenario.ts';
import { sshScenario } from './over-ssh.ts';

const noClone = { clone: false };

function gitOverHttp({ requests }: Scenario): string[] {
  return requests.map(({ path }) => path).filter((path) => path.includes('/scm/'));
}

test('a pull request is deployed without a checkout', async () => {
  const world = await sshScenario();
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, world.overSsh, noClone);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
  expect(gitOverHttp(world)).toEqual([]);
});

test('a shallow workspace is completed, and left as it was', async () => {
  const world = await sshScenario();
  await world.repository.commit('main', { 'index.html': 'Version 1' });
  const commit = await world.repository.commit('main', { 'index.html': 'Version 2' });

  const run = await world.deploy({ branch: 'main' }, world.overSsh, { depth: 1 });

  expect(run.exitCode).toBe(0);
  expect(run.cloneChanges).toEqual([]);
  expect(world.upsun.environment('main')?.deployedCommit).toBe(commit);
  expect(gitOverHttp(world)).toEqual([]);
});

test('line breaks in SSH_KNOWN_HOSTS may be escaped', async () => {
  const world = await sshScenario();
  const { id } = await openPullRequest(world);
  const SSH_KNOWN_HOSTS = world.overSsh.SSH_KNOWN_HOSTS.replace('\n', String.raw`\n`);

  const run = await world.deploy({ pullRequest: id }, { ...world.overSsh, SSH_KNOWN_HOSTS }, noClone);

  expect(run.exitCode).toBe(0);
});

test.each([
  ['that others may read', (key: string) => key],
  ['without its last line break', (key: string) => key.trimEnd()],
  ['with the line breaks of Windows', (key: string) => key.replaceAll('\n', '\r\n')],
])('a key file %s will do', async (_what, change) => {
  const world = await sshScenario();
  const { id } = await openPullRequest(world);
  const file = `${world.directory}/mounted-key`;
  await writeFile(file, change(await readFile(world.ssh.keyFile, 'utf8')));
  await chmod(file, 0o444);

  const variables = { ...world.overSsh, BITBUCKET_SERVER_SSH_KEY_FILE: file };
  const run = await world.deploy({ pullRequest: id }, variables, noClone);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
});
