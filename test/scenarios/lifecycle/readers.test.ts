import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const pipe = `${import.meta.dirname}/../../../dist/pipe.js`;

/** The pipe as the process that the CI knows, with a program of the shell that reads what it writes. */
function readBy(reader: string): { command: string[] } {
  return { command: ['bash', '-c', `exec "$0" "$1" > >(${reader})`, process.execPath, pipe] };
}

/** Takes nothing for longer than any of these runs, and is no program of the pipe. */
const readsNothing = readBy('exec env -i sleep 60 >&- 2>&-');

const toReconcile = { custom: { branch: 'main' } };
const dryRun = { COMMAND: 'reconcile', DRY_RUN: 'true' };

/** Opens so many branches that a plan of them fills more than a pipe holds. */
async function manyBranches({ repository }: Scenario): Promise<string[]> {
  const names = Array.from({ length: 1500 }, (_, index) => `feature/number-${index}-of-many`);
  const main = await repository.resolve('main');
  await repository.setBranches(names, main ?? '');
  return names;
}

test('a reader that is slow gets all of a long plan, to its last line', async () => {
  const world = await scenario();
  const names = await manyBranches(world);

  const slow = await world.deploy(toReconcile, dryRun, readBy('sleep 3; exec cat'));

  expect(slow.exitCode).toBe(0);
  const planned = new Set(slow.output.match(/feature\/number-\d+-of-many/g));
  expect(planned.size).toBe(names.length);
  const fast = await world.deploy(toReconcile, dryRun);
  expect(slow.output.trimEnd().split('\n').at(-1)).toBe(fast.output.trimEnd().split('\n').at(-1));
});

test('a run that is stopped is gone in time, though nobody reads what it wrote', async () => {
  const world = await scenario();
  await manyBranches(world);
  const running = await world.start(toReconcile, dryRun, readsNothing);
  // The plan is printed after this.
  await world.until(() => world.requests.some(({ path }) => path.endsWith('/environments')));

  const stopped = performance.now();
  running.kill('SIGTERM');
  const run = await running.finished;

  expect(run.exitCode).toBe(143);
  // A bound that the pipe promises to whoever stops it.
  expect(performance.now() - stopped).toBeLessThan(3500);
});

test('a run whose output nobody reads still ends', async () => {
  const world = await scenario();
  await manyBranches(world);

  const run = await world.deploy(toReconcile, dryRun, readsNothing);

  expect(run.exitCode).toBe(0);
}, 60_000);

test('a deployment whose reader has gone is followed to its end and reported', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, {}, readBy('head -n 1'));

  expect(run.exitCode).toBe(0);
  expect(run.stderr).toBe('');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
});

test('an error that nobody expected leaves a final status and nothing behind', async () => {
  const world = await scenario();
  world.upsun.durations.deploy = 4000;
  const { commit, id } = await openPullRequest(world);
  const mishap = `process.on('SIGUSR2', () => { throw new Error('a mishap in a callback'); })`;
  const running = await world.start(
    { pullRequest: id },
    { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(mishap)}` },
  );
  await world.until(() => world.states(commit).includes('INPROGRESS'));

  running.kill('SIGUSR2');
  const run = await running.finished;

  expect(run.exitCode).toBe(1);
  expect(run.output).toContain('a mishap in a callback');
  expect(run.stderr).toBe('');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
});
