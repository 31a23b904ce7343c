import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/clock.ts';
import { createPrograms } from '../../../src/git/programs.ts';
import { push } from '../../../src/git/push.ts';
import { certifiedSsh } from '../../../src/git/ssh.ts';
import { commitHash } from '../../../src/plan/commit.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { median } from '../median.ts';

const rounds = 5;

/** Milliseconds that git needs to push one commit to the sandbox over SSH, with the key and its certificate at hand. */
export async function measurePush(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-push-'));
  await using world = await startSandbox();
  const { signal } = new AbortController();
  const variables = { PATH: process.env.PATH ?? '' };
  const { git, sshKeygen } = await createPrograms(directory, variables, { signal, debug: () => {} });
  const ssh = certifiedSsh(sshKeygen, {
    directory: join(directory, 'ssh'),
    knownHosts: `${world.git.knownHosts}\n`,
    certify: (key) => world.authority.sign(key, { principal: world.git.user }),
    clock: systemClock,
  });
  await ssh();
  const durations: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const branch = `round-${round}`;
    const commit = commitHash(await world.repository.commit(branch, { [branch]: branch }, { from: 'main' }));
    if (!commit) throw new Error('The repository of the sandbox gave no commit');
    const request = { directory: world.repository.path, url: world.git.url, commit, branch };
    const began = performance.now();
    const result = await push(
      git,
      ssh,
      { ...request, expected: null, options: {}, advice: { shallow: '' } },
      signal,
    );
    durations.push(performance.now() - began);
    if (result.kind !== 'pushed') throw new Error(`The push of ${branch} was ${result.kind}`);
  }
  await world.upsun.settled();
  await rm(directory, { recursive: true, force: true });
  return median(durations);
}
