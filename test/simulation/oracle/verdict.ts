/** DESIGN, sections 5 and 6: what the end of a run that nothing disturbed may be. */
import type { PullRequest } from '../world/bitbucket.ts';
import { isLive, lacksParent } from './data.ts';
import type { Outcome } from './facts.ts';
import { isFull } from './room.ts';
import { isForeign, isInTheWay, wantsBranch, wantsPullRequest } from './selected.ts';

export interface Ended {
  command: string;
  exitCode: number | undefined;
  target: string | number | undefined;
  tag: string | undefined;
  rollback: boolean;
  dryRun: boolean;
  /** It was for the present tip. */
  current: boolean;
}

/** Why a run must not have ended so; nothing where that is right. */
export function objectionToEnd(run: Ended, outcome: Outcome): string | undefined {
  const { exitCode, command, dryRun, current } = run;
  // Whether it was right to refuse a release shows in what is live then; ROLLBACK leaves nothing to refuse.
  if (run.tag !== undefined && exitCode === 3) return run.rollback ? 'ROLLBACK was given' : undefined;
  if (exitCode !== 0) return excuse(run, outcome) ? undefined : `it ended with ${exitCode}`;
  if (command !== 'deploy' || dryRun || !current) return undefined;
  if (run.tag !== undefined) return releaseMissing(run.tag, outcome);
  return typeof run.target === 'number'
    ? pullRequestMissing(run.target, outcome)
    : branchMissing(run.target, outcome);
}

function releaseMissing(tag: string, outcome: Outcome): string | undefined {
  const { project, repository, chosen } = outcome;
  const commit = repository.tags.get(tag);
  if (!chosen.releases || commit === undefined || isForeign(project.defaultBranch, outcome)) return undefined;
  return notThere(project.defaultBranch, commit, outcome);
}

function branchMissing(name = '', outcome: Outcome): string | undefined {
  const commit = outcome.repository.branches.get(name);
  if (commit === undefined || !wantsBranch(name, outcome) || isForeign(name, outcome)) return undefined;
  return notThere(name, commit, outcome);
}

function pullRequestMissing(number: number, outcome: Outcome): string | undefined {
  const pullRequest = outcome.repository.pullRequests.get(number);
  const id = `pr-${number}`;
  if (pullRequest?.state !== 'OPEN' || !wantsPullRequest(pullRequest, outcome) || isForeign(id, outcome))
    return undefined;
  const commit = commitFor(pullRequest, outcome);
  if (commit === undefined) return 'its merge conflicts';
  if (lacksParent(id, outcome)) return undefined;
  const environment = outcome.project.environments.get(id);
  if (isFull(outcome) && !(environment && isLive(environment))) return undefined;
  if (environment && !isLive(environment)) return `${id} is not live`;
  return notThere(id, commit, outcome);
}

function notThere(id: string, commit: string, { project, chosen }: Outcome): string | undefined {
  const environment = project.environments.get(id);
  if (!environment) return `${id} does not exist`;
  if (environment.head !== commit) return `${id} has another commit`;
  if (!isLive(environment)) return undefined;
  if (environment.deployed !== commit) return `${id} shows another commit`;
  const { lastFailure } = environment;
  const counts = lastFailure === 'deployment' || (lastFailure === 'hook' && chosen.failOnHookError);
  return counts ? `the deployment of ${id} failed` : undefined;
}

/** What is to be built for a pull request; `undefined` for a conflict. */
function commitFor(pullRequest: PullRequest, { chosen, merge }: Outcome): string | undefined {
  return chosen.postMerge ? merge(pullRequest) : pullRequest.commit;
}

/** Something that a run cannot help. */
function excuse({ command, target, exitCode }: Ended, outcome: Outcome): boolean {
  const { project, repository, chosen, credentials, failureOf, before } = outcome;
  // Too much would be deleted.
  if (exitCode === 3) return command !== 'deploy';
  // Without credentials, what a run is for is taken to be open.
  const open = [...repository.pullRequests.values()].filter(
    ({ id, state }) => state === 'OPEN' || (!credentials && id === target),
  );
  const names = [...repository.branches.keys()];
  if (typeof target === 'number' && !repository.pullRequests.has(target)) return true;
  return (
    [...project.environments.values(), ...before.values()].some(
      ({ head }) => failureOf(head) !== undefined,
    ) ||
    open.some((pullRequest) => chosen.postMerge && commitFor(pullRequest, outcome) === undefined) ||
    open.some(({ target: base }) => chosen.postMerge && !repository.branches.has(base)) ||
    open.some(({ id }) => lacksParent(`pr-${id}`, outcome)) ||
    names.some((name) => isInTheWay(name, outcome)) ||
    (chosen.onLimit === 'fail' && project.environmentLimit !== undefined)
  );
}
