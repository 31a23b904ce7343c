import { type Action, changesSomething } from './actions.ts';
import type { Snapshot } from './desired.ts';
import { planEnvironment } from './environment.ts';
import { environmentId, type Target } from './target.ts';
import type { IdleEnvironment } from './idle.ts';
import { previewId } from './preview.ts';
import { simulate } from './simulate.ts';
import type { CompleteList } from './complete-list.ts';
import type { Policy } from './policy.ts';
import { countTaken, roomOf } from './room.ts';
import type {
  Activity,
  Branch,
  ChangedFiles,
  Environment,
  EnvironmentVariable,
  Merge,
  PullRequest,
  Room,
} from './world.ts';

/** Everything that is open on Bitbucket. */
export interface Open {
  /** Every branch, read to the last page. */
  branches: CompleteList<Branch>;
  /** Every open pull request, read to the last page; `undefined` where Bitbucket could not be asked. */
  openPullRequests: CompleteList<PullRequest> | undefined;
}

export interface ReconciliationFacts extends Snapshot, Open {
  /** By environment, newest first; only where they can make a difference. */
  activities: ReadonlyMap<string, readonly Activity[]>;
  /** By environment; only where they can make a difference. */
  variables?: ReadonlyMap<string, readonly EnvironmentVariable[]>;
  /** By pull request, where merge results are to be built. */
  merges: ReadonlyMap<number, Merge>;
  /** By pull request, where they decide whether it gets an environment. */
  files?: ReadonlyMap<number, ChangedFiles>;
  evictable: readonly IdleEnvironment[];
}

/** The steps for one branch or pull request. */
export interface TargetPlan {
  target: Target;
  actions: readonly Action[];
  /** The room that was left when it was planned; missing where nothing limits it. */
  room?: Room;
}

/**
 * What must be done for every branch and open pull request, in an order in which it can be: branches before the pull
 * requests that take their data. Each is planned for the environments as the steps before leave them.
 */
export function planReconciliation(facts: ReconciliationFacts, policy: Policy): TargetPlan[] {
  const environments = new Map(facts.environments);
  const names = new Set(facts.branches.map(({ name }) => name));
  const evictable = new Map(facts.evictable.map((idle) => [idle.environment.id, idle]));
  const snapshot = { ...facts, environments };
  // Counting all of them again for each would take most of the time in a large project.
  const room = roomOf(snapshot);
  return targetsOf(facts, facts.merges, facts.files).map((target) => {
    const id = environmentId(target);
    const activities = facts.activities.get(id) ?? [];
    const left = room && { ...room };
    const actions = lostItsSource(target, names)
      ? [withoutSource(id, environments.has(id))]
      : planEnvironment(
          {
            target,
            commit: undefined,
            activities,
            variables: facts.variables?.get(id),
            evictable: evictable.values(),
          },
          snapshot,
          policy,
          room,
        );
    const changed = new Set(actions.filter(changesSomething).map((action) => action.id));
    if (room) room.taken -= countTaken(changed, snapshot);
    simulate(environments, actions);
    if (room) room.taken += countTaken(changed, snapshot);
    // What was just deployed must not make room for the next one, nor be taken twice.
    const deployed = actions.filter((action) => changesSomething(action) && action.kind !== 'edit');
    for (const action of deployed) evictable.delete(action.id);
    return { target, actions, ...(left ? { room: left } : {}) };
  });
}

/**
 * The environments as the edits of plans leave them. These tell what may make room: one that is marked as ours, or loses
 * its last child, only in this run would make room in the next one, which is to find nothing to do.
 */
export function afterEdits(
  environments: ReadonlyMap<string, Environment>,
  plans: readonly TargetPlan[],
): ReadonlyMap<string, Environment> {
  const edited = new Map(environments);
  simulate(
    edited,
    plans.flatMap(({ actions }) => actions.filter(({ kind }) => kind === 'edit')),
  );
  return edited;
}

/**
 * Every branch and open pull request: production first, pull requests last. Of these, first the ones that take no further
 * room, so that nothing of them is left to be changed when another one makes room; otherwise by number.
 */
export function targetsOf(
  facts: Open & Pick<Snapshot, 'project' | 'environments'>,
  merges: ReadonlyMap<number, Merge> = new Map(),
  files: ReadonlyMap<number, ChangedFiles> = new Map(),
): Target[] {
  const { branches, openPullRequests = [], project: of } = facts;
  const takesMore = ({ id }: PullRequest) => Number(countTaken([previewId(id)], facts) === 0);
  const isProduction = ({ name }: Branch) => name === of.defaultBranch;
  const ordered = [...branches.filter(isProduction), ...branches.filter((branch) => !isProduction(branch))];
  return [
    ...ordered.map((tip): Target => ({ kind: 'branch', name: tip.name, tip })),
    ...openPullRequests
      .toSorted((one, other) => takesMore(one) - takesMore(other) || one.id - other.id)
      .map((pullRequest): Target => {
        const merge = merges.get(pullRequest.id);
        const changed = files.get(pullRequest.id);
        return {
          kind: 'pull-request',
          pullRequest,
          ...(merge ? { merge } : {}),
          ...(changed ? { files: changed } : {}),
        };
      }),
  ];
}

/** Nobody can fetch the commit of a pull request whose branch was deleted, while it is open all the same. */
export function lostItsSource(target: Target, branches: ReadonlySet<string>): boolean {
  if (target.kind !== 'pull-request' || target.pullRequest.fork) return false;
  return !branches.has(target.pullRequest.source.name);
}

function withoutSource(id: string, exists: boolean): Action {
  return { kind: exists ? 'keep' : 'skip', id, reason: { code: 'source-gone' } };
}
