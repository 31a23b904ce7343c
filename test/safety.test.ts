/** What does not compile. `tsc` checks every expectation here; nothing of it runs. */
import { describe, expectTypeOf, test } from 'vitest';
import { applyCleanup, type CleanupContext } from '../src/apply/cleanup.ts';
import type { ConfirmedDeletion } from '../src/apply/confirm.ts';
import { applyDelete } from '../src/apply/delete.ts';
import type { Bitbucket, BuildStatus } from '../src/bitbucket/bitbucket.ts';
import type { Command } from '../src/commands/traits.ts';
import type { Changes, Effects } from '../src/effects.ts';
import { type CleanupFacts, type CleanupPlan, planCleanup } from '../src/plan/cleanup.ts';
import type { CommitHash } from '../src/plan/commit.ts';
import type { CompleteList } from '../src/plan/complete-list.ts';
import type { Purpose } from '../src/plan/ownership.ts';
import type { CleanupPolicy } from '../src/plan/policy.ts';
import type { Branch } from '../src/plan/world.ts';
import type { Check } from '../src/validate/checks.ts';
import type { UpsunReader, UpsunWriter } from '../src/upsun/upsun.ts';

/** Takes what is never called: it is enough that it would compile. */
function neverRun(...wrong: (() => unknown)[]): number {
  return wrong.length;
}

const handler = (effects: Effects) => Promise.resolve(effects.settings.maxDeletions);

declare const facts: CleanupFacts;
declare const policy: CleanupPolicy;
declare const plan: CleanupPlan;
declare const context: CleanupContext;
declare const bitbucket: Bitbucket;
declare const status: BuildStatus;

describe('the way to a deletion', () => {
  test('does not begin at a list that was not read to its last page', () => {
    const firstPage: Branch[] = [];
    expectTypeOf<Branch[]>().not.toExtend<CompleteList<Branch>>();
    // @ts-expect-error What is missing from a part of a list may exist all the same.
    neverRun(() => planCleanup({ ...facts, branches: firstPage }, policy));
  });

  test('ends at a plan that is refused', () => {
    expectTypeOf<Extract<CleanupPlan, { kind: 'refused' }>>().not.toHaveProperty('actions');
    // @ts-expect-error A refused plan has no actions.
    neverRun(() => plan.actions);
    // @ts-expect-error Whether the plan is refused must be asked first.
    neverRun(() => applyCleanup(plan, facts, context));
  });

  test('leads through a question to Bitbucket', () => {
    const purpose = { kind: 'branch', branch: 'feature/x' } as const;
    expectTypeOf<{ id: string; purpose: Purpose }>().not.toExtend<ConfirmedDeletion>();
    // @ts-expect-error Only the question itself makes a confirmed deletion.
    neverRun(() => applyDelete({ id: 'feature/x', purpose }, context));
  });
});

describe('every command', () => {
  test('has a handler of its own', () => {
    // @ts-expect-error `validate` is missing, and would run another command.
    const handlers: Record<Command, typeof handler> = {
      deploy: handler,
      reconcile: handler,
      cleanup: handler,
    };
    expectTypeOf(handlers.deploy).returns.resolves.toBeNumber();
  });

  test('that changes nothing holds nothing that could', () => {
    expectTypeOf<keyof UpsunReader & keyof UpsunWriter>().toBeNever();
    expectTypeOf<UpsunReader>().not.toExtend<UpsunWriter>();
    expectTypeOf<Effects['upsun']>().toEqualTypeOf<UpsunReader>();
    expectTypeOf<Effects['changes']>().toEqualTypeOf<Changes | undefined>();
  });
});

describe('a check', () => {
  test('has a name that docs/checks.md explains', () => {
    expectTypeOf<'Role on production'>().toExtend<Check['name']>();
    // @ts-expect-error Nobody would find this one on the page.
    neverRun((): Check => ({ name: 'Weather', result: 'note', detail: 'it rains' }));
  });
});

describe('a build status', () => {
  test('goes to a commit whose full hash is known', () => {
    expectTypeOf<string>().not.toExtend<CommitHash>();
    // @ts-expect-error Bitbucket takes no abbreviation here.
    neverRun(() => bitbucket.setBuildStatus('1a2b3c4', status, new AbortController().signal));
  });
});
