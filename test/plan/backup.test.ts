import { expect, test } from 'vitest';
import type { Environment } from '../../src/plan/world.ts';
import {
  activity,
  branchTarget,
  environment,
  kindsOf,
  older,
  planFor,
  previewEnvironment,
  pullRequestTarget,
} from './world.ts';

const main = (changes: Partial<Environment> = {}) => [environment('main', { headCommit: older, ...changes })];

test('BACKUP backs production up before a push to it, whatever else is to be done there', () => {
  const plan = planFor(branchTarget('main'), { environments: main() }, { backup: true });
  expect(plan.actions).toMatchObject([
    { kind: 'backup', id: 'main', from: older, reason: 'BACKUP is on: before anything is pushed' },
    { kind: 'push', id: 'main' },
  ]);
});

test.each([
  { what: 'without BACKUP', kinds: ['push'], policy: { backup: false }, environments: main() },
  { what: 'where nothing is deployed', kinds: ['keep'], environments: [environment('main')] },
  { what: 'where nothing was ever deployed', kinds: ['push'], environments: main({ hasDeployment: false }) },
])('nothing is backed up $what', ({ kinds, environments, policy = { backup: true } }) => {
  expect(kindsOf(planFor(branchTarget('main'), { environments }, policy))).toEqual(kinds);
});

test('a redeployment of what is there already needs no backup', () => {
  const facts = { environments: [environment('main')], activities: [activity({ result: 'failure' })] };
  expect(kindsOf(planFor(branchTarget('main'), facts, { backup: true }))).toEqual(['redeploy']);
});

test('only production is backed up', () => {
  const environments = [
    environment('main'),
    previewEnvironment({ headCommit: older }),
    environment('develop', { headCommit: older }),
  ];
  expect(kindsOf(planFor(pullRequestTarget(), { environments }, { backup: true }))).toEqual(['push']);
  expect(kindsOf(planFor(branchTarget('develop'), { environments }, { backup: true }))).toEqual(['push']);
});
