import { describe, expect, test } from 'vitest';
import { applyActions } from '../../src/apply/apply.ts';
import { PipeError } from '../../src/errors.ts';
import type { Action } from '../../src/plan/actions.ts';
import type { UpsunActivity, UpsunEnvironment } from '../../src/upsun/upsun.ts';
import { applyContext, environmentAtTip, pushActivity } from './context.ts';

const inactive = { status: 'inactive', hasDeployment: false } as const;
const why = { code: 'not-active', status: 'inactive' } as const;
const activate: Action = { kind: 'activate', id: 'feature/login', reason: why };
const limit = 'E: Environment creation failed: feature/login\n  Environment limit reached\n';

interface Given {
  activity?: Partial<UpsunActivity>;
  log?: string;
  environment?: Partial<UpsunEnvironment>;
  action?: Action;
  /** What the API or git throws in place of beginning anything. */
  error?: Error;
}

/** Activates an environment by an activity that fails, or that is never begun. */
async function activated({ activity, log = limit, environment, action = activate, error }: Given) {
  const failed = pushActivity({ type: 'environment.activate', result: 'failure', ...activity });
  const { context, clock } = applyContext({
    upsun: {
      activities: async () => [failed],
      activity: async () => failed,
      async *log() {
        yield* log.split(/(?<=\n)/);
      },
      environment: async () => environmentAtTip({ ...inactive, ...environment }),
    },
    writer: {
      edit: async () => undefined,
      deactivate: async () => ({}),
      remove: async () => undefined,
      operate: async () => {
        if (error) throw error;
        return failed;
      },
    },
  });
  // No log is too long to be read before the clock has moved on.
  const patient = { ...clock, sleep: () => new Promise<never>(() => undefined) };
  return applyActions([action], { ...context, clock: patient });
}

const refused = (refusal: string) => new PipeError('configuration', 'UPSUN_CLI_TOKEN may not …', { refusal });

describe('an environment that is not made active for want of room', () => {
  test('is told by the end of the log of an activity that failed', async () => {
    expect(await activated({})).toMatchObject({
      kind: 'no-room',
      said: 'Environment limit reached',
      activity: { id: 'a1' },
    });
  });

  test('is told by what the API says', async () => {
    const outcome = await activated({ error: refused('Bad Request: Environment limit reached.') });
    expect(outcome).toEqual({ kind: 'no-room', said: 'Environment limit reached' });
  });

  test('is told by an activity that runs already', async () => {
    const reason = { code: 'running', activity: 'environment.push', waiting: false } as const;
    const action: Action = { kind: 'follow', id: 'feature/login', activity: pushActivity(), reason };
    expect((await activated({ action })).kind).toBe('no-room');
  });
});

describe('a failure is no want of room', () => {
  test.each<{ what: string; given: Given }>([
    { what: 'where a hook failed', given: { activity: { failureReason: 'shell' } } },
    {
      what: 'where a command failed',
      given: { activity: { commands: [{ app: 'app', type: 'build', exitCode: 1 }] } },
    },
    { what: 'where a build failed', given: { log: `E: Error building project: step 3\n${limit}` } },
    { what: 'where the environment is live', given: { environment: { status: 'active' } } },
    {
      what: 'where the environment is live, and something runs on it',
      given: { environment: { status: 'dirty', hasDeployment: true } },
    },
    { what: 'of production', given: { environment: { isMain: true } } },
    {
      what: 'where only its title says so',
      given: {
        log: 'E: Environment creation failed: Environment limit reached\n',
        environment: { title: 'Environment limit reached' },
      },
    },
    {
      what: 'where a build printed it',
      given: { log: '    Environment limit reached\nE: Internal error\n' },
    },
    { what: 'where it was said long before', given: { log: `${limit}${'E: Another error\n'.repeat(10)}` } },
    { what: 'where the log says nothing', given: { log: '' } },
  ])('$what', async ({ given }) => {
    expect((await activated(given)).kind).toBe('failed');
  });

  test.each<{ what: string; error: Error; environment?: Partial<UpsunEnvironment> }>([
    { what: 'of another kind', error: refused('The role viewer does not allow this.') },
    { what: 'that no server spoke of', error: new Error('Environment limit reached') },
    { what: 'of a live one', error: refused('Environment limit reached'), environment: { status: 'active' } },
  ])('an error $what is thrown as it is', async ({ error, environment = {} }) => {
    await expect(activated({ error, environment })).rejects.toBe(error);
  });

  test('of what deploys a live environment again', async () => {
    const action: Action = { kind: 'redeploy', id: 'feature/login', reason: why };
    const error = refused('Environment limit reached');
    await expect(activated({ action, error })).rejects.toBe(error);
  });
});
