/** DESIGN, section 3: where an environment hangs and whose data it gets, and which commit it may be moved to. */
import { descends } from '../world/bitbucket.ts';
import type { Environment } from '../world/upsun.ts';
import type { PullRequest } from '../world/bitbucket.ts';
import { type Facts, isOutOfReach, pullRequestOf } from './facts.ts';
import { objectionToDeletion } from './removal.ts';

/** The environments that the one of a pull request may hang below. Where one is set, it is no other. */
export function parentsOf(
  { id, target }: PullRequest,
  { project, chosen }: Facts,
  present: string | null | undefined,
): string[] {
  return chosen.parent === undefined
    ? possibleParents(`pr-${id}`, target, project, present)
    : [chosen.parent];
}

/** Nothing can be done for it: the parent that is set does not exist, or would hang below itself. */
export function lacksParent(id: string, { project: { environments }, chosen: { parent } }: Facts): boolean {
  if (parent === undefined) return false;
  return !environments.has(parent) || ancestorsOf(parent, environments).includes(id);
}

/**
 * The environments that a pull request's environment may hang below: that of the target branch, or its nearest ancestor
 * with data to copy. A paused one cannot give any, and stays the parent only where it was before.
 */
function possibleParents(
  id: string,
  target: string,
  { environments, defaultBranch }: Facts['project'],
  present: string | null | undefined,
): string[] {
  const lineage = lineageOf(target, environments);
  // It cannot hang below itself.
  if (lineage.includes(id)) return [defaultBranch];
  const parents: string[] = [];
  for (const name of lineage) {
    const environment = environments.get(name);
    if (environment && isLive(environment)) return [...parents, name];
    if (environment?.status === 'paused' && name === present) parents.push(name);
  }
  return [...parents, defaultBranch];
}

/** An environment that is that of a branch, and what it descends from. */
function lineageOf(target: string, environments: ReadonlyMap<string, Environment>): string[] {
  return /^pr-\d+$/.test(target) ? [] : ancestorsOf(target, environments);
}

/** An environment and what it descends from. */
function ancestorsOf(id: string, environments: ReadonlyMap<string, Environment>): string[] {
  const lineage: string[] = [];
  let at = environments.get(id);
  while (at && !lineage.includes(at.id)) {
    lineage.push(at.id);
    at = environments.get(at.parent ?? '');
  }
  return lineage;
}

export function isLive({ status, deployed }: Environment): boolean {
  return status === 'active' && deployed !== undefined;
}

/** Why this environment must not get the data of that one; nothing where it may. */
export function objectionToData(
  { id }: Environment,
  from: Environment,
  facts: Facts,
  undisturbed: boolean,
): string | undefined {
  const pullRequest = pullRequestOf(id, facts);
  const { chosen } = facts;
  // A branch takes the data of its parent, whoever chose that.
  if (!pullRequest) return undefined;
  if (pullRequest.fork && !chosen.forks) return 'it is of a fork';
  if (chosen.parent !== undefined && chosen.parent !== from.id)
    return `PULL_REQUEST_PARENT is ${chosen.parent}`;
  if (!undisturbed) return undefined;
  if (!chosen.cloneData) return 'PULL_REQUESTS_CLONE_PARENT_DATA is off';
  const allowed = parentsOf(pullRequest, facts, from.id);
  return allowed.includes(from.id) ? undefined : `it should be that of ${allowed.join(' or ')}`;
}

/** Why an environment must not be moved below this parent. */
export function objectionToMove(
  environment: Environment,
  parent: string,
  facts: Facts,
  undisturbed: boolean,
): string | undefined {
  const { id, parent: present } = environment;
  const { project } = facts;
  if (id === project.defaultBranch) return 'production has no parent';
  // Another run was faster.
  if (parent === present) return undefined;
  const before = present === null ? undefined : project.environments.get(present);
  // Whose parent is gone, or about to go, must be moved.
  if (!before) return undefined;
  if (objectionToGoing(before, facts) === undefined)
    return undisturbed ? objectionToHeir(environment, parent, facts) : undefined;
  if (isOutOfReach(environment, facts)) return 'it is of another repository';
  const pullRequest = pullRequestOf(id, facts);
  if (!pullRequest) return `its parent ${present} was chosen by somebody`;
  if (!undisturbed) return undefined;
  const allowed = parentsOf(pullRequest, facts, present);
  return allowed.includes(parent) ? undefined : `its parent should be ${allowed.join(' or ')}`;
}

/** Whose parent goes hangs below the nearest ancestor that stays, and a pull request where its target says. */
function objectionToHeir(
  { id, parent: going }: Environment,
  parent: string,
  facts: Facts,
): string | undefined {
  const { project } = facts;
  const heir =
    ancestorsOf(going ?? '', project.environments).find((name) => {
      const one = project.environments.get(name);
      return one && name !== id && objectionToGoing(one, facts) !== undefined;
    }) ?? project.defaultBranch;
  if (parent === heir) return undefined;
  const pullRequest = pullRequestOf(id, facts);
  const parents = pullRequest ? parentsOf(pullRequest, facts, going) : [];
  return parents.includes(parent) ? undefined : `the nearest that stays is ${heir}`;
}

/** Children are what is moved away first, so they are no objection to their own move. */
function objectionToGoing(environment: Environment, facts: Facts): string | undefined {
  const objection = objectionToDeletion(environment, facts);
  return objection?.endsWith('is below it') ? undefined : objection;
}

/** Why this commit must not be pushed: nothing goes back to what it had before, but by ROLLBACK. */
export function objectionToCommit(
  id: string,
  commit: string,
  facts: Facts,
  run: { tag: string | undefined; rollback: boolean; tipsBefore: ReadonlyMap<string, number> },
): string | undefined {
  const { project, repository, chosen } = facts;
  if (id === project.defaultBranch && chosen.releases) return objectionToRelease(id, commit, facts, run);
  const name = id.replace(/^pr-(?=\d+$)/, '#');
  const tips = repository.tips.get(name) ?? [];
  if (chosen.postMerge && /^pr-\d+$/.test(id)) return undefined;
  const index = tips.lastIndexOf(commit);
  if (index === -1) return 'it was never the tip';
  if (run.rollback && !name.startsWith('#')) return undefined;
  if (index < (run.tipsBefore.get(name) ?? 0) - 1) return 'it was overtaken before the run began';
  const head = project.environments.get(id)?.head ?? '';
  return index < tips.lastIndexOf(head) ? 'a newer one is there' : undefined;
}

/** Production that follows tags goes forward only, and only by them. */
function objectionToRelease(
  id: string,
  commit: string,
  { project, repository }: Facts,
  { tag, rollback }: { tag: string | undefined; rollback: boolean },
): string | undefined {
  if (tag === undefined) return 'production follows tags';
  if (!repository.tagged.has(commit)) return 'it was never tagged';
  const head = project.environments.get(id)?.head;
  if (rollback || !head) return undefined;
  return descends(repository, commit, head) ? undefined : 'it does not descend from what is live';
}
