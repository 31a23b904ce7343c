/** Clean-ups of any forest of environments, with several at work at once. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CleanupAction } from '../../src/plan/actions.ts';
import { planCleanup } from '../../src/plan/cleanup.ts';
import type { UpsunEnvironment } from '../../src/upsun/upsun.ts';
import { cleaning, gone } from '../apply/cleaning.ts';
import { memoryEnvironment } from '../apply/memory-upsun.ts';
import { complete, defaults, project, repository, tip } from '../plan/world.ts';

interface Tree {
  isGone: boolean;
  /** Its branch is back once Bitbucket was asked so often. */
  isBackAfter: number;
  isRefused: boolean;
  /** Milliseconds that each of its activities takes. */
  duration: number;
  /** Which of those before it is its parent; itself stands for the default environment. */
  parent: number;
}

const forests = fc.array(
  fc.record<Tree>({
    isGone: fc.boolean(),
    isBackAfter: fc.constantFrom(0, 1, ...Array<number>(12).fill(Infinity)),
    isRefused: fc.nat(7).map((number) => number === 0),
    duration: fc.integer({ min: 0, max: 20_000 }),
    parent: fc.nat(9),
  }),
  { minLength: 1, maxLength: 10 },
);

function environmentsOf(forest: readonly Tree[]): UpsunEnvironment[] {
  return forest.map(({ isGone, parent }, index) => {
    const above = parent % (index + 1);
    const place = { parent: above === index ? 'main' : `e${above}` };
    return isGone ? gone(`e${index}`, place) : memoryEnvironment(`e${index}`, place);
  });
}

function planFor(environments: readonly UpsunEnvironment[]): readonly CleanupAction[] {
  const facts = {
    project,
    repository,
    environments: new Map(environments.map((one) => [one.id, one])),
    branches: complete([{ name: 'main', commit: tip }]),
    openPullRequests: complete([]),
    idle: [],
    now: 0,
  };
  const policy = { pruneBranches: true, pruneUnmanaged: false, maxDeletions: 10, pullRequestTtl: undefined };
  const plan = planCleanup(facts, { ...defaults, ...policy, protectedEnvironments: [] });
  return plan.kind === 'refused' ? [] : plan.actions;
}

/** Cleans up, and returns what went against the rules. */
async function problemsIn(forest: readonly Tree[], concurrency: number): Promise<string[]> {
  const environments = environmentsOf(forest);
  const tree = (id: string) => forest[Number(id.slice(1))];
  const parents = new Map(environments.map(({ id, parent }) => [id, parent]));
  const problems: string[] = [];
  const questions = new Map<string, number>();
  const { run, upsun } = cleaning({
    environments,
    actions: planFor(environments),
    concurrency,
    duration: (id) => tree(id)?.duration ?? 0,
    branchIsThere(name) {
      const asked = questions.get(name) ?? 0;
      questions.set(name, asked + 1);
      return asked >= (tree(name)?.isBackAfter ?? 0);
    },
    onChange(what) {
      const [, id = '', , heir] = what.split(' ');
      if (what.startsWith('deactivate') && tree(id)?.isRefused) throw new Error('Not yours');
      const hasChildren = [...upsun.all.values()].some(({ parent }) => parent === id);
      if (!heir && hasChildren) problems.push(`${what}, which has children`);
      const isBack = heir === parents.get(id);
      if (heir && !isBack && tree(heir)?.isGone) problems.push(`${what}, which is about to go`);
    },
  });
  await run();

  const isUndisturbed = forest.every(({ isBackAfter, isRefused }) => isBackAfter === Infinity && !isRefused);
  if (upsun.mostAtOnce() > concurrency) problems.push(`${upsun.mostAtOnce()} at once`);
  for (const { id, parent } of environments) {
    const left = upsun.all.get(id);
    if (!left && !tree(id)?.isGone) problems.push(`${id} is lost`);
    if (left && tree(id)?.isGone && isUndisturbed) problems.push(`${id} is still there`);
    if (left && !upsun.all.has(left.parent ?? '')) problems.push(`${id} has no parent`);
    if (left && left.parent !== parent && upsun.all.has(parent ?? ''))
      problems.push(`${id} was moved away from ${parent}, which stays`);
  }
  return problems;
}

test('however many are at work, parents go after their children, and nothing that stays loses its place', async () => {
  await fc.assert(
    fc.asyncProperty(forests, fc.integer({ min: 1, max: 4 }), async (forest, concurrency) => {
      expect(await problemsIn(forest, concurrency)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
