/** Random histories as in test/properties, with the built pipe in the sandbox. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Environment } from '../../../src/plan/world.ts';
import { inParallel } from '../../../src/parallel.ts';
import { type Choices, choices, variablesOf } from '../../properties/model/choices.ts';
import { type Event, events, type Happening, happeningOf } from '../../properties/model/events.ts';
import { marksOf } from '../../properties/model/happen.ts';
import { shortcomings } from '../../properties/model/wanted.ts';
import type { ModelPullRequest, World } from '../../properties/model/world.ts';
import { hashOf } from '../../bitbucket/hashes.ts';
import { scenario, type Scenario } from '../scenario.ts';

/** Print it, so that a failure can be had again: SEED=… runs the same histories. */
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

interface History {
  chosen: Choices;
  environmentLimit: number | undefined;
  bursts: readonly (readonly Event[])[];
}

const happenings = [
  'commit',
  'commit',
  'open',
  'open',
  'delete branch',
  'close',
  'revise',
  'add',
  'pause',
] as const;

const histories: fc.Arbitrary<History> = fc.record({
  // The sandbox has no forks that anything could be fetched from.
  chosen: choices.map((chosen) => ({ ...chosen, forks: false })),
  environmentLimit: fc.constantFrom(undefined, undefined, 2),
  bursts: fc.array(fc.array(events(happenings), { minLength: 2, maxLength: 4, size: 'max' }), {
    minLength: 3,
    maxLength: 3,
  }),
});

test('a dry run tells what a run does, that brings all in line, and the next finds nothing to do', async () => {
  console.info(`Histories of seed ${seed}`);
  const problems: string[] = [];
  await inParallel(fc.sample(histories, { numRuns: 8, seed }), 4, async (history) => {
    problems.push(...(await live(history)));
  });
  expect(problems).toEqual([]);
}, 600_000);

/** Lives through a history and returns what went wrong in it. */
async function live({ chosen, environmentLimit, bursts }: History): Promise<string[]> {
  const sandbox = await scenario({ upsun: environmentLimit === undefined ? {} : { environmentLimit } });
  const { upsun } = sandbox;
  for (const phase of Object.keys(upsun.durations) as (keyof typeof upsun.durations)[])
    upsun.durations[phase] = 5;
  const told: Happening[] = [];
  for (const burst of bursts) {
    for (const event of burst) {
      const happening = happeningOf(event, await worldOf(sandbox));
      if (!happening) continue;
      told.push(happening);
      await happen(sandbox, happening);
    }
    const problems = await reconcile(sandbox, chosen);
    if (problems.length > 0)
      return [...problems, `after ${JSON.stringify({ chosen, environmentLimit, told })}`];
  }
  return [];
}

/** Runs the pipe dry, for real and once more, and returns what is not as it should be. */
async function reconcile(sandbox: Scenario, chosen: Choices): Promise<string[]> {
  const run = async (variables: Record<string, string> = {}) => {
    const all = { ...variablesOf(chosen), COMMAND: 'reconcile', ...variables };
    const ended = await sandbox.deploy({ custom: { branch: 'main' } }, all, { clone: false });
    return { ...ended, changes: sandbox.changes() };
  };
  const before = await worldOf(sandbox);
  const dry = await run({ DRY_RUN: 'true' });
  const real = await run();
  await sandbox.upsun.settled();
  const after = await worldOf(sandbox);
  const again = await run();

  const [told, done] = [tablesOf(dry.output), tablesOf(real.output)];
  return [
    ...dry.changes.map((change) => `The dry run sent ${change}`),
    ...(told === done ? [] : [`The dry run told\n${told}\nand the run did\n${done}`]),
    ...shortcomings(after, before.environments, chosen),
    ...again.changes.map((change) => `The second run sent ${change}`),
    // What was refused, or had to fail, is so each time.
    ...(again.exitCode === real.exitCode ? [] : [`${real.exitCode}, then ${again.exitCode}: ${real.output}`]),
  ];
}

/** The tables of what is to be done. */
function tablesOf(output: string): string {
  return (output.match(/^ENVIRONMENT +ACTION[^]*?\n\n/gm) ?? []).join('');
}

async function worldOf({ bitbucket, repository, upsun }: Scenario): Promise<World> {
  const { fullName, uuid } = bitbucket;
  const branches = (await repository.branches()).map(({ name, commit }) => [name, hashOf(commit)] as const);
  const pullRequests = (await bitbucket.pullRequests()).map(
    ({ source: name, sourceCommit: commit, fork, updatedOn, ...known }): ModelPullRequest => ({
      ...known,
      fork: fork !== undefined,
      source: { name, commit },
      updatedAt: Date.parse(updatedOn),
    }),
  );
  return {
    now: Date.now(),
    repository: { fullName, uuid, mainBranch: 'main' },
    branches: new Map(branches),
    pullRequests: new Map(pullRequests.map((one) => [one.id, one])),
    defaultBranch: upsun.defaultBranch,
    environmentLimit: upsun.environmentLimit,
    environments: new Map(upsun.environments().map((one) => [one.id, environmentOf(one)])),
    activities: new Map(),
    count: 0,
  };
}

function environmentOf({
  head: headCommit,
  cloneParentOnCreate: clonesParentData,
  deployedCommit,
  ...known
}: ReturnType<Scenario['upsun']['environments']>[number]): Environment {
  return {
    ...known,
    isMain: known.parent === null,
    headCommit,
    clonesParentData,
    hasDeployment: deployedCommit !== undefined,
    httpAccess: { isEnabled: true, users: {}, addresses: [] },
    lastDeploymentAt: undefined,
    lastDeploymentFailure: undefined,
  };
}

async function happen(sandbox: Scenario, happening: Happening): Promise<void> {
  const { bitbucket, repository, upsun } = sandbox;
  switch (happening.kind) {
    case 'commit':
      await repository.commit(happening.branch, { [crypto.randomUUID()]: 'a' }, { from: 'main' });
      return;
    case 'delete branch':
      return repository.deleteBranch(happening.branch);
    case 'open': {
      const { fork, source, target, title, draft } = happening;
      await bitbucket.openPullRequest({
        source,
        target,
        title,
        draft,
        ...(fork ? { fork: 'eve/shop' } : {}),
      });
      return;
    }
    case 'close':
      if (happening.as === 'MERGED') await bitbucket.mergePullRequest(happening.id);
      // What is superseded, on Cloud alone, is as closed as this.
      else await bitbucket.declinePullRequest(happening.id);
      return;
    case 'revise':
      return bitbucket.updatePullRequest(happening.id, happening.changes);
    case 'add': {
      const { id, parent, owner, type, status } = happening;
      const attributes = marksOf(owner, id, await worldOf(sandbox));
      await upsun.addEnvironment({ id, parent, status, attributes, type: type as 'development' });
      return;
    }
    case 'pause':
      return upsun.pause(happening.id);
    default:
      throw new Error(`The sandbox lets no ${happening.kind} happen`);
  }
}
