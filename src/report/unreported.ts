/** Finds what earlier runs left unreported: they were killed, did not wait, or Bitbucket refused what they said. */
import type { Bitbucket, BuildStatus } from '../bitbucket/bitbucket.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { inParallel } from '../parallel.ts';
import { isUpToDate } from '../plan/actions.ts';
import { type CommitHash, commitHash, sameCommit } from '../plan/commit.ts';
import type { Snapshot } from '../plan/desired.ts';
import { environmentId, type Target, tipOf } from '../plan/target.ts';
import { isResting } from '../plan/idle.ts';
import { ownPurpose } from '../plan/ownership.ts';
import { previewId } from '../plan/preview.ts';
import type { TargetPlan } from '../plan/reconciliation.ts';
import type { PullRequest } from '../plan/world.ts';
import { statusKeyOf } from './channels/build-status.ts';
import type { ReportPorts } from './channels/channel.ts';
import { placeOf } from './place.ts';
import { retractDeactivated } from './retract.ts';

interface UnreportedPorts {
  settings: Pick<ReportPorts['settings'], 'buildStatus'>;
  /** `undefined` without credentials. */
  bitbucket: Pick<Bitbucket, 'buildState' | 'commit'> | undefined;
  log: Log;
}

/** A state as it was read; `undefined` in it where the commit has no status. */
interface Read {
  state: BuildStatus['state'] | undefined;
}

/** Requests to Bitbucket that are under way at once. */
const requestsAtOnce = 8;

/** The plans that find everything in place, of commits whose status says something else, or nothing. */
export async function findUnreported(
  plans: readonly TargetPlan[],
  snapshot: Snapshot,
  ports: UnreportedPorts,
): Promise<TargetPlan[]> {
  const upToDate = plans.filter(({ actions }) => isUpToDate(actions));
  const targets = upToDate.map(({ target }) => target);
  const states = await readStates(targets, snapshot, ports);
  return upToDate.filter(({ target }) => {
    const read = states.get(environmentId(target));
    return read !== undefined && read.state !== 'SUCCESSFUL';
  });
}

/**
 * Takes back what is still said of environments that an earlier run deactivated for being idle. The status is the last
 * that is taken back, so that it tells whether anything is left to do; without statuses, the comment itself does.
 */
export async function retractResting(
  snapshot: Snapshot,
  openPullRequests: readonly PullRequest[] | undefined,
  ports: ReportPorts,
): Promise<void> {
  const resting = (openPullRequests ?? []).filter((pullRequest) => {
    const environment = snapshot.environments.get(previewId(pullRequest.id));
    return environment && isResting(environment, pullRequest) && ownPurpose(environment, snapshot.repository);
  });
  const targets = resting.map((pullRequest): Target => ({ kind: 'pull-request', pullRequest }));
  const states = await readStates(targets, snapshot, ports);
  await inParallel(resting, requestsAtOnce, async (pullRequest) => {
    const id = previewId(pullRequest.id);
    const state = states.get(id)?.state;
    if (ports.settings.buildStatus && state !== 'SUCCESSFUL' && state !== 'INPROGRESS') return;
    await retractDeactivated(id, pullRequest, snapshot.project, ports);
  });
}

/** Reads the states of build statuses, by environment. What cannot be read is missing, with one warning for all. */
async function readStates(
  targets: readonly Target[],
  snapshot: Snapshot,
  ports: UnreportedPorts,
): Promise<Map<string, Read>> {
  const { settings, bitbucket, log } = ports;
  const states = new Map<string, Read>();
  if (!settings.buildStatus || !bitbucket) return states;
  const problems: unknown[] = [];
  await inParallel(targets, requestsAtOnce, async (target) => {
    try {
      const commit = await commitOf(target, snapshot, ports);
      const place = placeOf(target, snapshot.project);
      if (commit)
        states.set(place.environment, { state: await bitbucket.buildState(commit, statusKeyOf(place)) });
    } catch (error) {
      problems.push(error);
    }
  });
  const [first] = problems;
  if (first)
    log.warning(
      `${problems.length} of ${targets.length} build statuses could not be read: ${messageOf(first)}`,
    );
  return states;
}

/** The whole hash of a target's commit. Lists abbreviate it, and what was pushed to the environment is known whole. */
async function commitOf(
  target: Target,
  { environments }: Snapshot,
  { bitbucket }: UnreportedPorts,
): Promise<CommitHash | undefined> {
  const name = tipOf(target)?.commit;
  const head = environments.get(environmentId(target))?.headCommit;
  const known = commitHash(name) ?? (sameCommit(name, head) ? commitHash(head) : undefined);
  return known ?? (name ? bitbucket?.commit(name) : undefined);
}
