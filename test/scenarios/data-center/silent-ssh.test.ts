import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { sshScenario } from './over-ssh.ts';

test('an SSH server that lets git in and says nothing ends the run with a status, and is named', async () => {
  const world = await sshScenario();
  const { id, commit } = await openPullRequest(world);
  world.ssh.silent = 'sessions';

  const run = await world.deploy({ pullRequest: id }, world.overSsh, { clone: false });

  const server = `127.0.0.1:${world.ssh.port}`;
  expectFailure(run, 1, `${server} could not be reached: no sign of life`, 'BITBUCKET_SERVER_SSH_PORT');
  expect(world.states(commit)).toEqual(['FAILED']);
  expect(world.changes()).toEqual([]);
});
