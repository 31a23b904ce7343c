/** Random histories as in test/simulation, with the built pipe in the sandbox. */
import { expect, test } from 'vitest';
import { inParallel } from '../../../src/parallel.ts';
import { somethingOf } from '../../simulation/generate.ts';
import { marksOf } from '../../simulation/happen.ts';
import type { Happening } from '../../simulation/history.ts';
import { shortcomings } from '../../simulation/oracle/wanted.ts';
import { type Random, randomOf } from '../../simulation/random.ts';
import { type Choices, randomChoices, variablesOf } from '../../simulation/settings.ts';
import { createRepository, type Repository } from '../../simulation/world/bitbucket.ts';
import { bareEnvironment, createProject, type Environment } from '../../simulation/world/upsun.ts';
import { hashOf } from '../../bitbucket/hashes.ts';
import { scenario, type Scenario } from '../scenario.ts';

/** The same histories each time, so that a change fails by what it changes; SEED=… runs others. */
const seed = Number(process.env['SEED'] ?? 1);

const kinds = [
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

test('a dry run tells what a run does, that brings all in line, and the next finds nothing to do', async () => {
  console.info(`Histories of seed ${seed}`);
  const problems: string[] = [];
  await inParallel([0, 1, 2, 3, 4, 5, 6, 7], 4, async (number) => {
    problems.push(...(await live(randomOf(seed + number))));
  });
  expect(problems).toEqual([]);
}, 600_000);

/** Lives through a history and returns what went wrong in it. */
async function live(random: Random): Promise<string[]> {
  const environmentLimit = random.once(3) ? 2 : undefined;
  const chosen = choose(random);
  const sandbox = await scenario({ upsun: environmentLimit === undefined ? {} : { environmentLimit } });
  const { upsun } = sandbox;
  for (const phase of Object.keys(upsun.durations) as (keyof typeof upsun.durations)[])
    upsun.durations[phase] = 5;
  const told: Happening[] = [];
  for (let burst = 0; burst < 3; burst += 1) {
    for (let count = 2 + random.below(3); count > 0; count -= 1) {
      const happening = somethingOf(random.pick(kinds), random, 'shop');
      if (await happen(sandbox, happening)) told.push(happening);
    }
    const problems = await reconcile(sandbox, chosen, environmentLimit);
    if (problems.length > 0)
      return [...problems, `after ${JSON.stringify({ chosen, environmentLimit, told })}`];
  }
  return [];
}

/**
 * The sandbox has no forks that anything could be fetched from; what it merges, and what a pull request changes, only
 * git knows.
 */
function choose(random: Random): Choices {
  const chosen = { ...randomChoices(random), forks: false, postMerge: false, httpAuth: false, wait: true };
  return { ...chosen, paths: ['**'] };
}

/** Runs the pipe dry, for real and once more, and returns what is not as it should be. */
async function reconcile(
  sandbox: Scenario,
  chosen: Choices,
  environmentLimit: number | undefined,
): Promise<string[]> {
  const run = async (variables: Record<string, string> = {}) => {
    const all = { ...variablesOf(chosen), COMMAND: 'reconcile', ...variables };
    const ended = await sandbox.deploy({ custom: { branch: 'main' } }, all, { clone: false });
    return { ...ended, changes: sandbox.changes() };
  };
  const began = Date.now();
  const before = environmentsOf(sandbox);
  const dry = await run({ DRY_RUN: 'true' });
  const real = await run();
  await sandbox.upsun.settled();
  const project = createProject(sandbox.upsun.defaultBranch, environmentLimit);
  const repository = await repositoryOf(sandbox);
  const missing = shortcomings({
    by: 0,
    project: { ...project, environments: environmentsOf(sandbox) },
    repository,
    product: productOf(sandbox),
    credentials: true,
    chosen,
    now: Date.now(),
    began,
    calledThen: repository.fullName,
    since: Infinity,
    before,
    refused: real.exitCode === 3,
    merge: () => undefined,
    failureOf: () => undefined,
  });
  const again = await run();

  const [told, done] = [tablesOf(dry.output), tablesOf(real.output)];
  return [
    ...dry.changes.map((change) => `The dry run sent ${change}`),
    ...(told === done ? [] : [`The dry run told\n${told}\nand the run did\n${done}`]),
    ...missing,
    ...again.changes.map((change) => `The second run sent ${change}`),
    // What was refused, or had to fail, is so each time.
    ...(again.exitCode === real.exitCode ? [] : [`${real.exitCode}, then ${again.exitCode}: ${real.output}`]),
  ];
}

/** The tables of what is to be done. */
function tablesOf(output: string): string {
  return (output.match(/^ENVIRONMENT +ACTION[^]*?\n\n/gm) ?? []).join('');
}

function productOf({ bitbucket }: Scenario): 'cloud' | 'data-center' {
  return bitbucket.uuid ? 'cloud' : 'data-center';
}

async function repositoryOf({ bitbucket, repository }: Scenario): Promise<Repository> {
  const branches = (await repository.branches()).map(({ name, commit }) => [name, hashOf(commit)] as const);
  const pullRequests = (await bitbucket.pullRequests()).map(
    ({ id, title, state, draft, source, target, sourceCommit: commit, updatedOn }) => ({
      id,
      title,
      state,
      draft,
      source,
      target,
      commit,
      fork: false,
      updatedAt: Date.parse(updatedOn),
      closedAt: undefined,
    }),
  );
  return {
    ...createRepository(bitbucket.fullName, bitbucket.uuid ?? ''),
    branches: new Map(branches),
    pullRequests: new Map(pullRequests.map((one) => [one.id, one])),
  };
}

function environmentsOf({ upsun }: Scenario): Map<string, Environment> {
  return new Map(
    upsun.environments().map(({ id, parent, head, deployedCommit, status, cloneParentOnCreate, ...rest }) => {
      const bare = bareEnvironment(id, parent, head ?? '', 0);
      const { title, type, attributes } = rest;
      const shown = { title, type, attributes, status: status === 'dirty' ? 'active' : status } as const;
      const known = { deployed: deployedCommit, clonesParentData: cloneParentOnCreate, ...shown };
      return [id, { ...bare, ...known }];
    }),
  );
}

/** Lets something happen. Resolves to whether it was possible. */
async function happen(sandbox: Scenario, happening: Happening): Promise<boolean> {
  const { bitbucket, repository, upsun } = sandbox;
  const { branches, pullRequests } = await repositoryOf(sandbox);
  const environments = environmentsOf(sandbox);
  const isOpen = (id: number) => pullRequests.get(id)?.state === 'OPEN';
  switch (happening.kind) {
    case 'commit':
      await repository.commit(happening.branch, { [crypto.randomUUID()]: 'a' }, { from: 'main' });
      return true;
    case 'delete branch':
      if (!branches.has(happening.branch)) return false;
      await repository.deleteBranch(happening.branch);
      return true;
    case 'open': {
      const { source, target, title, draft = false } = happening;
      if (source === target || !branches.has(source) || !branches.has(target)) return false;
      await bitbucket.openPullRequest({ source, target, title, draft });
      return true;
    }
    case 'close':
      if (!isOpen(happening.id)) return false;
      // What is superseded, on Cloud alone, is as closed as this.
      if (happening.as !== 'MERGED') await bitbucket.declinePullRequest(happening.id);
      else if (branches.has(pullRequests.get(happening.id)?.target ?? ''))
        await bitbucket.mergePullRequest(happening.id);
      return true;
    case 'revise': {
      const { id, title, draft, target } = happening;
      const impossible =
        target !== undefined && (!branches.has(target) || target === pullRequests.get(id)?.source);
      if (!isOpen(id) || impossible) return false;
      bitbucket.updatePullRequest(id, {
        ...(title === undefined ? {} : { title }),
        ...(draft === undefined ? {} : { draft }),
        ...(target === undefined ? {} : { target }),
      });
      return true;
    }
    case 'add': {
      const { id, parent, owner, type = 'development', status } = happening;
      const number = /^pr-(\d+)$/.exec(id)?.[1];
      const wasOpened = number === undefined || pullRequests.has(Number(number));
      if (environments.has(id) || !environments.has(parent) || !wasOpened) return false;
      const ours = await repositoryOf(sandbox);
      const blog = { ...ours, fullName: 'acme/blog', uuid: '{2}' };
      const repositories = new Map(Object.entries({ shop: ours, blog }));
      const attributes = marksOf(owner, id, { repositories, product: productOf(sandbox) });
      await upsun.addEnvironment({ id, parent, status, attributes, type: type as 'development' });
      return true;
    }
    case 'pause': {
      const environment = environments.get(happening.id);
      if (environment?.status !== 'active' || happening.id === upsun.defaultBranch) return false;
      if (environment.type === 'production') return false;
      upsun.pause(happening.id);
      return true;
    }
    default:
      throw new Error(`The sandbox lets no ${happening.kind} happen`);
  }
}
