/**
 * Whatever others write where a run reads: nothing of it is executed, shows a secret, moves the cursor, or ends the
 * Markdown that it stands in. Here it is a few texts, others for each SEED; `npm run test:trust` tries many.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { attributes, trapScript } from './hostile/clone.ts';
import { textTrials } from './hostile/trials.ts';
import { hastyPipe, startWorld } from './kill/world.ts';
import { complaint } from './trial.ts';

const host = inject('bitbucket');
const seed = Number(process.env['SEED'] ?? 1);

test('whatever configuration, hooks and attributes a clone has, nothing of it is executed or obeyed', async () => {
  await using world = await startWorld(host);
  const trace = join(world.directory, 'trace');
  const command = ['/bin/sh', '-ec', trapScript(trace), 'sh', ...hastyPipe];
  const { repository, bitbucket, upsun } = world;
  await repository.commit('main', { '.gitattributes': attributes });
  const commit = await repository.commit('feature/a', { 'a.html': 'A' }, { from: 'main' });
  await repository.commit('main', { 'b.html': 'B' });
  const id = await bitbucket.openPullRequest({ source: 'feature/a' });

  const branch = await world.run({ target: { branch: 'feature/a' }, options: { depth: 1, command } });
  const merge = await world.run({
    target: { pullRequest: id },
    variables: { BUILD_PULL_REQUESTS_POST_MERGE: 'true' },
    options: { command },
  });

  await expect(access(trace)).rejects.toThrow('ENOENT');
  expect([branch, merge].map(({ exitCode, output }) => [exitCode, output])).toEqual([
    [0, expect.any(String)],
    [0, expect.any(String)],
  ]);
  expect(upsun.environment('feature/a')?.head).toBe(commit);
  expect(upsun.environment('pr-1')?.status).toBe('active');
});

test('whatever others write, it is shown as text and harms nobody', async () => {
  const [trial] = textTrials(host, 1, seed);
  expect([trial?.name, trial && complaint(await trial.run())]).toEqual([expect.any(String), '']);
});
