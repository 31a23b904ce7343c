import assert from 'node:assert/strict';
import { startSandbox } from '../../test/sandbox/index.ts';
import type { Engine } from './engine.ts';

const pipe = `${import.meta.dirname}/in-container.ts`;
/** Pipelines' clones belong to another user than that of the image. */
const cloneOwner = process.getuid?.() === 0 ? { cloneOwner: 1000 } : {};

/** Deploys a pull request on a sandbox with the pipe in its image. Throws where anything is not as it should be. */
export async function deployPullRequest(image: string, engine: Engine): Promise<void> {
  await using sandbox = await startSandbox();
  const { repository, cloud: bitbucket, pipelines, upsun } = sandbox;
  const page = '<h1>Sale</h1>';
  await repository.commit('sale', { 'index.html': page }, { from: 'main' });
  const id = await bitbucket.openPullRequest({ source: 'sale', title: 'A sale' });

  const run = await pipelines.run(
    { pullRequest: id },
    {
      command: [process.execPath, pipe, JSON.stringify(engine), image],
      variables: sandbox.cloudVariables,
      ...cloneOwner,
    },
  );
  assert.equal(run.exitCode, 0, run.output);
  assert.deepEqual(run.cloneChanges, []);
  const environment = upsun.environment(`pr-${id}`);
  assert.equal(environment?.status, 'active');
  assert.deepEqual(environment.data, upsun.environment('main')?.data);
  const status = bitbucket.latestStatus(run.commit);
  assert.equal(status?.state, 'SUCCESSFUL');
  assert.equal(status.url, environment.url);
  const response = await fetch(status.url);
  assert.equal(await response.text(), page);
}
