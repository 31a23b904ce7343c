/**
 * DESIGN, section 3: how the environments should be after a `reconcile` that nothing disturbed. `before` is what it
 * found.
 */
import type { PullRequest } from '../world/bitbucket.ts';
import type { Environment } from '../world/upsun.ts';
import { isLive, lacksParent, parentsOf } from './data.ts';
import { checker } from './checker.ts';
import { hasMarker, matchesAny, type Outcome, ownerOf, protectionOf } from './facts.ts';
import { lastUse } from './removal.ts';
import { isFull, rests } from './room.ts';
import { isForeign, isInTheWay, wantsBranch, wantsPullRequest } from './selected.ts';
import { password } from '../settings.ts';

const day = 86_400_000;

/** Everything that is not as it should be. */
export function shortcomings(outcome: Outcome): string[] {
  const { repository, project, before } = outcome;
  const wanted = new Set<string>();
  const problems: string[] = [];
  for (const [name, commit] of repository.branches) {
    if (!wantsBranch(name, outcome) || isForeign(name, outcome) || isInTheWay(name, outcome)) continue;
    wanted.add(name);
    problems.push(...branchProblems(name, commit, outcome));
  }
  for (const pullRequest of repository.pullRequests.values()) {
    const id = `pr-${pullRequest.id}`;
    if (pullRequest.state !== 'OPEN' || isForeign(id, outcome)) continue;
    if (before.has(id) && !project.environments.has(id)) problems.push(`${id} is gone`);
    if (!wantsPullRequest(pullRequest, outcome)) continue;
    wanted.add(id);
    problems.push(...pullRequestProblems(pullRequest, outcome));
  }
  for (const environment of project.environments.values())
    if (!wanted.has(environment.id)) problems.push(...changesOf(environment, outcome));
  return problems;
}

function branchProblems(name: string, commit: string, outcome: Outcome): string[] {
  const { project, before, chosen, failureOf } = outcome;
  const now = project.environments.get(name);
  if (!now) return [`${name} is missing`];
  const old = before.get(name);
  const check = checker(name);
  check('commit', now.head, commit);
  if (name === project.defaultBranch) {
    check('parent', now.parent, null);
    check('attributes', now.attributes, old?.attributes);
    if (failureOf(commit) !== 'build') check('live commit', now.deployed, commit);
    return check.problems;
  }
  check('parent', now.parent, old ? keptParent(old.parent, outcome) : project.defaultBranch);
  check('title', now.title, old?.title ?? name);
  check('marks', now.attributes, marks(now, { kind: 'branch', branch: name }, outcome));
  if (old?.status === 'paused')
    // What Upsun paused by itself is only woken by a push.
    check('status', now.status, old.head === commit || failureOf(commit) === 'build' ? 'paused' : 'active');
  else if (failureOf(commit) !== 'build') {
    if (matchesAny(name, chosen.active)) check('liveness', isLive(now) || isFull(outcome), true);
    else check('liveness', isLive(now), old !== undefined && old.status !== 'inactive');
    if (now.status === 'active') check('live commit', now.deployed, commit);
  }
  return check.problems;
}

/** The parent that it had, or the nearest ancestor that is left where that was deleted. */
function keptParent(parent: string | null, { project, before }: Outcome): string | null {
  const seen = new Set<string>();
  for (let at = parent; at !== null && !seen.has(at); at = before.get(at)?.parent ?? null) {
    if (project.environments.has(at)) return at;
    seen.add(at);
  }
  return parent === null ? null : project.defaultBranch;
}

function pullRequestProblems(pullRequest: PullRequest, outcome: Outcome): string[] {
  const { project, before, chosen, failureOf, merge } = outcome;
  const id = `pr-${pullRequest.id}`;
  const now = project.environments.get(id);
  const old = before.get(id);
  const commit = chosen.postMerge ? merge(pullRequest) : pullRequest.commit;
  // A conflict is for people to resolve.
  if (commit === undefined) return now ? changesOf(now, outcome) : [];
  if (old && isExpired(old, pullRequest, outcome))
    return now?.status === 'inactive' ? [] : [`${id} is idle and not asleep`];
  if (lacksParent(id, outcome)) return now && (!old || now.head !== commit) ? changesOf(now, outcome) : [];
  if (!now || !isLive(now)) {
    const pausedByUpsun =
      now?.status === 'paused' &&
      old?.status === 'paused' &&
      (old.head === commit || failureOf(commit) === 'build');
    const excused =
      rests(now, pullRequest) || pausedByUpsun || isFull(outcome) || failureOf(commit) === 'build';
    return excused ? [] : [`${id} is ${now?.status ?? 'missing'}`];
  }
  const check = checker(id);
  check('commit', now.head, commit);
  if (failureOf(commit) !== 'build') check('live commit', now.deployed, commit);
  check('title', now.title, `PR ${pullRequest.id}: ${pullRequest.title.replaceAll(/\s+/g, ' ').trim()}`);
  // What is live has its data already, or there was none.
  if (chosen.parent === undefined || !chosen.cloneData) check('data', now.clonesParentData, chosen.cloneData);
  const purpose = { kind: 'pull-request', branch: pullRequest.source, pull_request: String(pullRequest.id) };
  check('marks', now.attributes, marks(now, purpose, outcome));
  if (chosen.httpAuth) check('users', now.users, { guest: password });
  const parents = parentsOf(pullRequest, outcome, old?.parent);
  if (!parents.includes(now.parent ?? '')) check('parent', now.parent, parents);
  return check.problems;
}

/** What nobody asked for is left alone: only an orphan is moved, and only what is idle sleeps. */
function changesOf(now: Environment, outcome: Outcome): string[] {
  const { before, project } = outcome;
  const { id } = now;
  const was = before.get(id);
  if (!was) return [`${id} was made though nothing asks for it`];
  const check = checker(id);
  const asleep = now.status === 'inactive' && now.attributes['deactivated_at_commit'] !== undefined;
  check('commit', now.head, was.head);
  check('title', now.title, was.title);
  check('type', now.type, was.type);
  if (!asleep) check('attributes', now.attributes, was.attributes);
  if (!asleep) check('status', now.status, was.status);
  const orphaned = was.parent !== null && !project.environments.has(was.parent);
  if (!orphaned) check('parent', now.parent, was.parent);
  return check.problems;
}

/** What people wrote into the attributes stays. */
function marks(
  { id, attributes }: Environment,
  purpose: Record<string, string>,
  { repository, product, before }: Outcome,
) {
  return {
    ...before.get(id)?.attributes,
    ...('deactivated_at_commit' in attributes
      ? { deactivated_at_commit: attributes['deactivated_at_commit'] }
      : {}),
    managed_by: 'upsun-environments',
    repository: repository.fullName,
    ...(product === 'cloud' ? { repository_uuid: repository.uuid } : {}),
    environment: id,
    ...purpose,
  };
}

/** Nobody used it for longer than PULL_REQUEST_TTL, and nothing was pushed since. */
function isExpired(old: Environment, pullRequest: PullRequest, outcome: Outcome): boolean {
  const { project, chosen, began } = outcome;
  if (outcome.refused || old.status === 'inactive' || old.head !== pullRequest.commit) return false;
  const earlier = project.activities.filter(({ at }) => at < began);
  const idle = began - lastUse(old, pullRequest.updatedAt, earlier);
  if (idle <= (chosen.pullRequestTtl ?? Infinity) * day || hasMarker(pullRequest, 'keep env')) return false;
  const hasChildren = [...outcome.before.values()].some(({ parent }) => parent === old.id);
  return ownerOf(old, outcome) === 'ours' && protectionOf(old, outcome) === undefined && !hasChildren;
}
