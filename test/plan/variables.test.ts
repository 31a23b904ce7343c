import { describe, expect, test } from 'vitest';
import type { PreviewVariable } from '../../src/plan/policy.ts';
import type { Environment, EnvironmentVariable } from '../../src/plan/world.ts';
import { recordedNames, withNames } from '../../src/plan/variables.ts';
import {
  activity,
  branchTarget,
  desiredBy,
  environment,
  kindsOf,
  older,
  planFor,
  previewEnvironment,
  pullRequestTarget,
  tip,
} from './world.ts';

const plain = (name: string, value: string): PreviewVariable => ({ name, value, fingerprint: undefined });
const secret: PreviewVariable = { name: 'env:KEY', value: 'swordfish-9000', fingerprint: 'f1' };
const number = plain('env:NUMBER', '{pull_request}');

const present = (name: string, value: string | undefined, mark?: string): EnvironmentVariable => ({
  name,
  value,
  isSensitive: value === undefined,
  mark,
});

function plan(
  previewVariables: PreviewVariable[],
  variables: EnvironmentVariable[] | undefined,
  has: Partial<Environment> & { names?: string } = {},
  activities: Parameters<typeof activity>[0][] = [],
) {
  const { names, ...changes } = has;
  const preview = previewEnvironment(changes);
  const attributes =
    names === undefined ? preview.attributes : { ...preview.attributes, preview_variables: names };
  const environments = [environment('main'), { ...preview, attributes }];
  return planFor(
    pullRequestTarget(),
    { environments, variables, activities: activities.map(activity) },
    { previewVariables },
  );
}

describe('a new environment', () => {
  test('is created with its variables, filled in', () => {
    const previewVariables = [number, plain('site:branch', '{branch} at {commit}, {other}'), secret];
    const created = planFor(pullRequestTarget(), {}, { previewVariables });
    expect(kindsOf(created)).toEqual(['create']);
    expect(desiredBy(created).variables).toEqual([
      { name: 'env:NUMBER', value: '7', isSecret: false, mark: '7' },
      {
        name: 'site:branch',
        value: `feature/login at ${tip}, {other}`,
        isSecret: false,
        mark: `feature/login at ${tip}, {other}`,
      },
      { name: 'env:KEY', value: 'swordfish-9000', isSecret: true, mark: 'f1' },
    ]);
  });

  test('of a branch gets none', () => {
    expect(
      desiredBy(planFor(branchTarget('feature/login'), {}, { previewVariables: [number] })).variables,
    ).toEqual([]);
  });
});

describe('an environment that is up to date', () => {
  test.each<[string, PreviewVariable[], EnvironmentVariable[]]>([
    ['with the value that it can show', [number], [present('env:NUMBER', '7')]],
    ['with the mark of a value that it cannot show', [secret], [present('env:KEY', undefined, 'f1')]],
    [
      'with a value that became public, and cannot be shown',
      [number],
      [present('env:NUMBER', undefined, '7')],
    ],
  ])('is left alone %s', (_what, wanted, variables) => {
    const names = wanted.map(({ name }) => name).join(' ');
    expect(kindsOf(plan(wanted, variables, { names }))).toEqual(['keep']);
  });

  test('gets what it lacks, and what has another value, and loses what the pipe alone set', () => {
    const names = 'env:NUMBER env:OLD';
    const variables = [present('env:NUMBER', '8'), present('env:OLD', 'x'), present('env:OURS', 'y')];
    expect(plan([number, secret], variables, { names }).actions).toMatchObject([
      {
        kind: 'variables',
        reason: 'sets env:KEY, env:NUMBER; removes env:OLD',
        isWaitedFor: true,
        changes: {
          create: [{ name: 'env:KEY' }],
          update: [{ name: 'env:NUMBER', value: '7' }],
          remove: ['env:OLD'],
          names: ['env:NUMBER', 'env:KEY'],
        },
      },
    ]);
  });

  test.each<[string, EnvironmentVariable]>([
    ['another secret', present('env:KEY', undefined, 'f2')],
    ['a secret that somebody else has set', present('env:KEY', undefined)],
    ['the secret for everybody to see', present('env:KEY', 'swordfish-9000')],
  ])('gets the secret where it has %s', (_what, variable) => {
    expect(kindsOf(plan([secret], [variable], { names: 'env:KEY' }))).toEqual(['variables']);
  });

  test('loses all of them with the whole list', () => {
    const [step] = plan([], [present('env:OLD', 'x')], { names: 'env:OLD' }).actions;
    expect(step).toMatchObject({ kind: 'variables', changes: { remove: ['env:OLD'], names: [] } });
  });

  test('has the names recorded where somebody has set the same values by hand', () => {
    const [step] = plan([number], [present('env:NUMBER', '7')]).actions;
    expect(step).toMatchObject({ isWaitedFor: false, reason: 'records which variables this pipe keeps' });
  });
});

describe('what deploys an environment comes after its variables', () => {
  test.each<[string, Partial<Environment>, Parameters<typeof activity>[0][], string[]]>([
    ['a push', { headCommit: older }, [], ['variables', 'push']],
    ['an activation', { status: 'inactive', hasDeployment: false }, [], ['variables', 'activate']],
    ['a redeployment', {}, [{ result: 'failure' }], ['variables', 'redeploy']],
  ])('%s', (_what, has, activities, kinds) => {
    const planned = plan([number], [], has, activities);
    expect(kindsOf(planned)).toEqual(kinds);
    expect(planned.actions[0]).toMatchObject({ isWaitedFor: false });
  });

  test('but a deployment that runs already is waited for first', () => {
    const planned = plan([number], [], {}, [{ state: 'in_progress', result: null }]);
    expect(kindsOf(planned)).toEqual(['follow', 'variables']);
    expect(planned.actions[1]).toMatchObject({ isWaitedFor: true });
  });

  test('and one that is being deleted is waited for', () => {
    expect(kindsOf(plan([number], [], { status: 'deleting' }))).toEqual(['wait']);
  });
});

test('a commit that a list abbreviates is no other value', () => {
  const short = pullRequestTarget({ source: { name: 'feature/login', commit: tip.slice(0, 12) } });
  const facts = {
    environments: [
      environment('main'),
      previewEnvironment({ attributes: { ...previewEnvironment().attributes, preview_variables: 'env:C' } }),
    ],
    variables: [present('env:C', tip)],
  };
  expect(kindsOf(planFor(short, facts, { previewVariables: [plain('env:C', '{commit}')] }))).toEqual([
    'keep',
  ]);
});

test('the names that are set are recorded beside the other attributes, and read back', () => {
  const attributes = withNames({ attributes: { managed_by: 'upsun-environments' } }, ['env:A', 'php:b']);
  expect(attributes['managed_by']).toBe('upsun-environments');
  expect(recordedNames({ attributes })).toEqual(['env:A', 'php:b']);
  expect(recordedNames({ attributes: withNames({ attributes }, []) })).toEqual([]);
});
