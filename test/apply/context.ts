import type { ApplyContext } from '../../src/apply/context.ts';
import { openJournal } from '../../src/journal.ts';
import type { UpsunActivity, UpsunEnvironment } from '../../src/upsun/upsun.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { tip } from '../plan/world.ts';
import { writtenLog } from '../report/written.ts';

/** A push of the tip that is over and succeeded, but for what the test says. */
export function pushActivity(changes: Partial<UpsunActivity> = {}): UpsunActivity {
  return {
    id: 'a1',
    type: 'environment.push',
    state: 'complete',
    result: 'success',
    failureReason: null,
    commands: [],
    commit: tip,
    percent: 100,
    at: undefined,
    logLink: undefined,
    ...changes,
  };
}

/** An active environment at the tip, but for what the test says. */
export function environmentAtTip(changes: Partial<UpsunEnvironment> = {}): UpsunEnvironment {
  return {
    id: 'feature/login',
    title: 'feature/login',
    type: 'development',
    isMain: false,
    status: 'active',
    parent: 'main',
    headCommit: tip,
    hasDeployment: true,
    clonesParentData: true,
    attributes: {},
    httpAccess: { isEnabled: true, users: {}, addresses: [] },
    createdAt: undefined,
    lastDeploymentAt: undefined,
    lastDeploymentFailure: undefined,
    links: {},
    hasRemote: false,
    ...changes,
  };
}

function unused(): never {
  throw new Error('Not part of this test.');
}

/** What applying needs of the world, on a clock that nobody waits for; whatever the test leaves out must not happen. */
export function applyContext({
  upsun,
  writer,
  ...changes
}: Partial<Omit<ApplyContext, 'upsun' | 'writer'>> & {
  writer?: Partial<ApplyContext['writer']>;
  upsun: Omit<ApplyContext['upsun'], 'backups' | 'variables'> & Partial<ApplyContext['upsun']>;
}) {
  const clock = fakeClock();
  const log = writtenLog();
  const context: ApplyContext = {
    upsun: { backups: unused, variables: unused, ...upsun },
    writer: {
      edit: unused,
      operate: unused,
      deactivate: unused,
      setVariable: unused,
      removeVariable: unused,
      remove: unused,
      ...writer,
    },
    journal: openJournal(),
    clock,
    log,
    signal: new AbortController().signal,
    settings: {
      queueTimeout: 1_800_000,
      deployTimeout: 3_600_000,
      wait: true,
      failOnHookError: true,
      resourcesInit: undefined,
      deployStrategy: undefined,
    },
    observer: {},
    pageOf: (environment, activity) => `https://console.example.com/${environment}/log/${activity}`,
    objectionToRest: unused,
    onDeactivated: unused,
    push: unused,
    noteOutside: async () => {},
    source: unused,
    projectId: 'abc123',
    pushUrl: 'abc123@git.eu-5.platform.sh:abc123.git',
    fetchFrom: { name: 'feature/login' },
    ...changes,
  };
  return { context, clock, log };
}
