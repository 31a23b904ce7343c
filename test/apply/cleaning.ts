import { applyCleanup, type CleanupContext } from '../../src/apply/cleanup.ts';
import { objectionToRest } from '../../src/apply/deactivate.ts';
import { messageOf } from '../../src/errors.ts';
import type { CleanupAction } from '../../src/plan/actions.ts';
import type { UpsunEnvironment } from '../../src/upsun/upsun.ts';
import { branchMarks, pullRequest, repository, tip } from '../plan/world.ts';
import { applyContext } from './context.ts';
import { memoryEnvironment, memoryUpsun, type Wishes } from './memory-upsun.ts';

/** An environment of a branch that is gone, kept by the pipe. */
export function gone(id: string, changes: Partial<UpsunEnvironment> = {}): UpsunEnvironment {
  return memoryEnvironment(id, { attributes: branchMarks(id), ...changes });
}

/** What a step of the plan says. */
export function deletionOf(id: string): CleanupAction {
  const purpose = { kind: 'branch', branch: id } as const;
  return { kind: 'delete', id, purpose, reason: { code: 'gone', purpose } };
}

/** The deactivation of a pull request's environment that nobody uses. */
export function expiryOf(number: number): CleanupAction {
  return {
    kind: 'deactivate',
    id: `pr-${number}`,
    pullRequest: pullRequest({ id: number }),
    since: 0,
    reason: { code: 'expired' },
  };
}

interface Given extends Wishes {
  environments: readonly UpsunEnvironment[];
  actions: readonly CleanupAction[];
  concurrency?: number;
  /** What Bitbucket answers about a branch: whether it is there. It may throw. */
  branchIsThere?: (name: string) => boolean;
  context?: Partial<CleanupContext>;
}

/** Cleans up in memory. What is not said is as a clean-up needs it: Bitbucket confirms everything. */
export function cleaning({
  environments,
  actions,
  concurrency = 2,
  branchIsThere,
  context,
  ...wishes
}: Given) {
  const {
    context: base,
    clock,
    log,
  } = applyContext({
    upsun: {
      activity: async () => undefined,
      async *log() {},
      environment: async () => undefined,
      activities: async () => [],
    },
  });
  const production = memoryEnvironment('main', { isMain: true, type: 'production', parent: null });
  const upsun = memoryUpsun(clock, [production, ...environments], wishes);
  const failures: string[] = [];
  const snapshot = {
    project: { id: 'abc123', title: 'Shop', defaultBranch: 'main', environmentLimit: undefined },
    repository,
    environments: new Map(upsun.all),
    concurrency,
  };
  const whole: CleanupContext = {
    ...base,
    upsun: upsun.reader,
    writer: { ...base.writer, ...upsun.writer },
    bitbucket: {
      deletesPullRequests: false,
      pullRequest: async (id) => pullRequest({ id }),
    },
    reader: {
      branch: async (name) => (branchIsThere?.(name) ? { name, commit: tip } : undefined),
    },
    objectionToRest: (step) =>
      objectionToRest(step, { repository, protectedEnvironments: [] }, { ...whole, upsun: upsun.reader }),
    onDeactivated: async () => {},
    onDeleted: async () => {},
    onFailure: (error) => failures.push(messageOf(error)),
    ...context,
  };
  return {
    upsun,
    failures,
    log,
    clock,
    /** Resolves to how many steps failed. */
    run: () => applyCleanup({ kind: 'applicable', actions }, snapshot, whole),
  };
}
