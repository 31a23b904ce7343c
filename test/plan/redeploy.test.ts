import { describe, expect, test } from 'vitest';
import type { Activity, Environment } from '../../src/plan/world.ts';
import {
  activity,
  branchTarget,
  environment,
  kindsOf,
  older,
  onlyAction,
  planFor,
  previewEnvironment,
  pullRequestTarget,
} from './world.ts';

/** The plan of a run that finds its commit on Upsun already, with these activities, newest first. */
function rerun(activities: Partial<Activity>[], failOnHookError = true, has: Partial<Environment> = {}) {
  const facts = {
    environments: [environment('main'), previewEnvironment(has)],
    activities: activities.map((changes, index) => activity({ id: `activity${index}`, ...changes })),
  };
  return planFor(pullRequestTarget(), facts, { failOnHookError });
}

const failure: Partial<Activity> = { result: 'failure' };
const hookFailure: Partial<Activity> = { result: 'success', failureReason: 'shell' };
const ran = (type: string, exitCode = 0) => ({ app: 'app', type, exitCode });
const failedCommand: Partial<Activity> = { commands: [ran('deploy', 1)] };
const redeployed = (...commands: ReturnType<typeof ran>[]): Partial<Activity> => ({
  type: 'environment.redeploy',
  commands,
});
const running: Partial<Activity> = { state: 'in_progress', result: null };

describe('running a step again', () => {
  test.each<{ what: string; activities: Partial<Activity>[]; kind: string }>([
    { what: 'does nothing after a success', activities: [{}], kind: 'keep' },
    { what: 'does nothing where nothing is known of the past', activities: [], kind: 'keep' },
    { what: 'redeploys after a failure', activities: [failure], kind: 'redeploy' },
    {
      what: 'redeploys after a cancelled deployment',
      activities: [{ state: 'cancelled', ...failure }],
      kind: 'redeploy',
    },
    {
      what: 'redeploys after one without a result',
      activities: [{ state: 'cancelled', result: null }],
      kind: 'redeploy',
    },
    { what: 'forgets a failure that was mended', activities: [{}, failure], kind: 'keep' },
    { what: 'redeploys when the last one failed', activities: [failure, {}], kind: 'redeploy' },
    { what: 'redeploys after a failed hook', activities: [hookFailure], kind: 'redeploy' },
    { what: 'redeploys after a failed command', activities: [failedCommand], kind: 'redeploy' },
    {
      what: 'looks past what deploys nothing',
      activities: [{ type: 'environment.backup', ...failure }, {}],
      kind: 'keep',
    },
    {
      what: 'sees a failure behind what deploys nothing',
      activities: [{ type: 'environment.backup' }, { type: 'environment.activate', ...failure }],
      kind: 'redeploy',
    },
    { what: 'follows a deployment that runs', activities: [running], kind: 'follow' },
    { what: 'follows one that waits', activities: [{ state: 'pending', result: null }], kind: 'follow' },
    {
      what: 'follows one that waits for a person',
      activities: [{ state: 'staged', result: null }],
      kind: 'follow',
    },
    {
      what: 'follows a redeployment after a failure',
      activities: [{ type: 'environment.redeploy', ...running }, failure],
      kind: 'follow',
    },
    {
      what: 'waits for nothing but deployments',
      activities: [{ type: 'environment.backup', ...running }, {}],
      kind: 'keep',
    },
  ])('$what', ({ activities, kind }) => {
    expect(onlyAction(rerun(activities)).kind).toBe(kind);
  });

  test.each(['push', 'activate', 'branch', 'deploy', 'redeploy', 'resume'])(
    'redeploys what environment.%s left undone',
    (type) => {
      expect(onlyAction(rerun([{ type: `environment.${type}`, ...failure }])).kind).toBe('redeploy');
    },
  );

  test('says what it waits for', () => {
    const waiting = onlyAction(rerun([{ state: 'pending', result: null }]));
    expect(waiting.reason).toContain('waiting');
    expect(waiting).toMatchObject({ activity: { id: 'activity0' } });
    expect(onlyAction(rerun([running])).reason).toContain('running');
  });

  test('says that the last deployment failed', () => {
    expect(onlyAction(rerun([failure])).reason).toContain('failed');
  });
});

describe('a redeployment that succeeded', () => {
  const postDeploy = redeployed(ran('post_deploy'));
  test.each<{ what: string; activities: Partial<Activity>[]; kind: string }>([
    {
      what: 'says nothing of a deploy hook that failed before it',
      activities: [postDeploy, { ...failure, failureReason: 'shell', commands: [ran('deploy', 1)] }],
      kind: 'redeploy',
    },
    {
      what: 'says nothing of a build that failed before it',
      activities: [postDeploy, failure],
      kind: 'redeploy',
    },
    {
      what: 'says nothing of a deployment that was cancelled before it',
      activities: [postDeploy, { state: 'cancelled', result: null }],
      kind: 'redeploy',
    },
    {
      what: 'makes good a post_deploy hook that failed before it',
      activities: [postDeploy, { ...failure, failureReason: 'shell', commands: [ran('post_deploy', 1)] }],
      kind: 'keep',
    },
    {
      what: 'makes good a deploy hook that it is seen to run',
      activities: [redeployed(ran('deploy'), ran('post_deploy')), failure],
      kind: 'keep',
    },
    {
      what: 'makes nothing good for another application',
      activities: [
        postDeploy,
        {
          ...failure,
          failureReason: 'shell',
          commands: [{ app: 'worker', type: 'post_deploy', exitCode: 1 }],
        },
      ],
      kind: 'redeploy',
    },
    {
      what: 'is forgotten behind a push that succeeded',
      activities: [{}, postDeploy, failure],
      kind: 'keep',
    },
    {
      what: 'says as little when the data was copied again after it',
      activities: [{ type: 'environment.synchronize' }, postDeploy, failure],
      kind: 'redeploy',
    },
  ])('$what', ({ activities, kind }) => {
    expect(onlyAction(rerun(activities)).kind).toBe(kind);
  });
});

describe('what Upsun says of the last deployment counts where no activity tells', () => {
  test.each<{ lastDeploymentFailure: Environment['lastDeploymentFailure']; strict: boolean; kind: string }>([
    { lastDeploymentFailure: 'deployment', strict: true, kind: 'redeploy' },
    { lastDeploymentFailure: 'deployment', strict: false, kind: 'redeploy' },
    { lastDeploymentFailure: 'hook', strict: true, kind: 'redeploy' },
    { lastDeploymentFailure: 'hook', strict: false, kind: 'keep' },
    { lastDeploymentFailure: undefined, strict: true, kind: 'keep' },
  ])(
    '$lastDeploymentFailure, FAIL_ON_HOOK_ERROR $strict → $kind',
    ({ lastDeploymentFailure, strict, kind }) => {
      expect(onlyAction(rerun([], strict, { lastDeploymentFailure })).kind).toBe(kind);
    },
  );
});

describe('with FAIL_ON_HOOK_ERROR off', () => {
  test.each<{ what: string; last: Partial<Activity>; kind: string }>([
    { what: 'a failed hook is no reason to deploy again', last: hookFailure, kind: 'keep' },
    { what: 'nor is a failed command', last: failedCommand, kind: 'keep' },
    { what: 'nor a hook that failed the activity', last: { ...hookFailure, ...failure }, kind: 'keep' },
    { what: 'but a failed build is', last: failure, kind: 'redeploy' },
    {
      what: 'and so is a cancelled deployment',
      last: { ...hookFailure, state: 'cancelled' },
      kind: 'redeploy',
    },
  ])('$what', ({ last, kind }) => {
    expect(onlyAction(rerun([last], false)).kind).toBe(kind);
  });

  test('a redeployment whose hook failed makes no build good that failed before it', () => {
    const activities = [redeployed(ran('post_deploy', 1)), { ...failure, commands: [ran('build', 1)] }];
    expect(onlyAction(rerun(activities, false)).kind).toBe('redeploy');
  });
});

describe('after a failed deployment', () => {
  test('a new commit is pushed, not the old one deployed again', () => {
    expect(onlyAction(rerun([failure], true, { headCommit: older })).kind).toBe('push');
  });

  test.each([
    { status: 'inactive', kind: 'activate' },
    { status: 'paused', kind: 'resume' },
  ] as const)('an environment that is $status by now is brought up: $kind', ({ status, kind }) => {
    expect(onlyAction(rerun([failure], true, { status })).kind).toBe(kind);
  });

  test('what differs is mended first', () => {
    expect(kindsOf(rerun([failure], true, { title: 'pr-7' }))).toEqual(['edit', 'redeploy']);
  });

  test('an inactive branch stays as it is', () => {
    const environments = [environment('main'), environment('feature/x', { status: 'inactive' })];
    const plan = planFor(branchTarget('feature/x'), { environments, activities: [activity(failure)] });
    expect(onlyAction(plan).kind).toBe('keep');
  });
});
