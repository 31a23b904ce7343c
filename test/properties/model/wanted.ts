/** What should exist after a run, in the words of the design and without a look at the planner. */
import type { Environment } from '../../../src/plan/world.ts';
import { type Choices, fits } from './choices.ts';
import { isOutOfReach } from './rules.ts';
import { taken } from './upsun.ts';
import type { ModelPullRequest, World } from './world.ts';

type Environments = ReadonlyMap<string, Environment>;

const reserved = /^pr-\d+$/;

/** Everything that is not as it should be after `reconcile`, where `before` is what it found. */
export function shortcomings(world: World, before: Environments, chosen: Choices): string[] {
  const wanted = new Set<string>();
  const problems: string[] = [];
  for (const [name, commit] of world.branches) {
    if (!wantsBranch(name, chosen) || isOutOfReach(before.get(name), 'branch', name, world, chosen)) continue;
    wanted.add(name);
    problems.push(...branchProblems(name, commit, world, before, chosen));
  }
  for (const pullRequest of world.pullRequests.values()) {
    const id = `pr-${pullRequest.id}`;
    const { source } = pullRequest;
    if (pullRequest.state !== 'OPEN') continue;
    if (isOutOfReach(before.get(id), 'pull-request', source.name, world, chosen)) continue;
    if (before.has(id) && !world.environments.has(id) && before.get(id)?.status !== 'deleting')
      problems.push(`${id} is gone`);
    if (!wantsPullRequest(pullRequest, world, before, chosen)) continue;
    wanted.add(id);
    problems.push(...pullRequestProblems(pullRequest, world, before, chosen));
  }
  for (const environment of world.environments.values())
    if (!wanted.has(environment.id))
      problems.push(...changesOf(environment, before.get(environment.id), world));
  return problems;
}

function wantsBranch(name: string, chosen: Choices): boolean {
  return chosen.fetchBranches && !reserved.test(name) && !fits(name, chosen.excluded);
}

function wantsPullRequest(
  { id, title, draft, fork, source, target }: ModelPullRequest,
  world: World,
  before: Environments,
  chosen: Choices,
): boolean {
  if (!chosen.pullRequests || (fork && !chosen.forks) || !fits(target, chosen.targets)) return false;
  if (title.toLowerCase().includes('[skip env]')) return false;
  const was = before.get(`pr-${id}`)?.status;
  if (draft && !chosen.drafts && (was === undefined || was === 'deleting')) return false;
  return fork || world.branches.has(source.name);
}

function branchProblems(
  name: string,
  commit: string,
  world: World,
  before: Environments,
  chosen: Choices,
): string[] {
  const now = world.environments.get(name);
  if (!now) return [`${name} is missing`];
  const was = before.get(name);
  const old = was?.status === 'deleting' ? undefined : was;
  const check = checker(name);
  check('commit', now.headCommit, commit);
  if (name === world.defaultBranch) {
    check('parent', now.parent, null);
    check('liveness', isLive(now), true);
    check('attributes', now.attributes, was?.attributes);
    return check.problems;
  }
  check('parent', now.parent, old ? keptParent(old.parent, world, before) : world.defaultBranch);
  check('title', now.title, old?.title ?? name);
  check('marks', now.attributes, marks(now, { kind: 'branch', branch: name }, world));
  if (old?.status === 'paused')
    // What Upsun paused by itself is only woken by a push.
    check('status', now.status, old.headCommit === commit ? 'paused' : 'active');
  else if (fits(name, chosen.active)) check('liveness', isLive(now) || isFull(world), true);
  else check('liveness', isLive(now), old !== undefined && old.status !== 'inactive');
  return check.problems;
}

/** The parent that a branch's environment had, or the nearest ancestor that is left where that was deleted. */
function keptParent(parent: string | null, world: World, before: Environments): string | null {
  const seen = new Set<string>();
  for (let at = parent; at !== null && !seen.has(at); at = before.get(at)?.parent ?? null) {
    if (world.environments.has(at)) return at;
    seen.add(at);
  }
  return parent === null ? null : world.defaultBranch;
}

function pullRequestProblems(
  pullRequest: ModelPullRequest,
  world: World,
  before: Environments,
  chosen: Choices,
): string[] {
  const { source, title, target } = pullRequest;
  const id = `pr-${pullRequest.id}`;
  const now = world.environments.get(id);
  if (!now || !isLive(now)) {
    const rests = now?.attributes['deactivated_at_commit'] === source.commit;
    const old = before.get(id);
    const pausedByUpsun =
      now?.status === 'paused' && old?.status === 'paused' && old.headCommit === source.commit;
    return rests || pausedByUpsun || isFull(world) ? [] : [`${id} is ${now?.status ?? 'missing'}`];
  }
  const check = checker(id);
  check('commit', now.headCommit, source.commit);
  check('title', now.title, `${id.replace('pr-', 'PR ')}: ${title.replaceAll(/\s+/g, ' ').trim()}`);
  check('data', now.clonesParentData, chosen.cloneData);
  const purpose = { kind: 'pull-request', branch: source.name, pull_request: String(pullRequest.id) };
  check('marks', now.attributes, marks(now, purpose, world));
  const parents = possibleParents(id, target, world, before.get(id)?.parent);
  if (!parents.includes(now.parent ?? '')) check('parent', now.parent, parents);
  return check.problems;
}

/** The target's environment or its nearest active ancestor; a paused one only where it was the parent already. */
function possibleParents(
  id: string,
  target: string,
  { environments, defaultBranch }: World,
  present: string | null | undefined,
): string[] {
  const parents: string[] = [];
  const start = reserved.test(target) ? undefined : environments.get(target);
  const lineage: string[] = [];
  for (let at = start; at && !lineage.includes(at.id); at = environments.get(at.parent ?? ''))
    lineage.push(at.id);
  // It cannot hang below itself.
  if (lineage.includes(id)) return [defaultBranch];
  for (const name of lineage) {
    const environment = environments.get(name);
    if (environment && isLive(environment)) return [...parents, name];
    if (environment?.status === 'paused' && name === present) parents.push(name);
  }
  return [...parents, defaultBranch];
}

/** What nobody asked for is left alone: only an orphan is moved, and only what is idle sleeps. */
function changesOf(now: Environment, was: Environment | undefined, world: World): string[] {
  const { id } = now;
  if (!was) return [`${id} was made though nothing asks for it`];
  const check = checker(id);
  const asleep = now.status === 'inactive' && now.attributes['deactivated_at_commit'] !== undefined;
  check('commit', now.headCommit, was.headCommit);
  check('title', now.title, was.title);
  check('type', now.type, was.type);
  if (!asleep) check('attributes', now.attributes, was.attributes);
  if (!asleep) check('liveness', isLive(now), isLive(was));
  const orphaned = was.parent !== null && !world.environments.has(was.parent);
  if (!orphaned) check('parent', now.parent, was.parent);
  return check.problems;
}

function marks(
  { id, attributes }: Environment,
  purpose: Record<string, string>,
  { repository }: World,
): Record<string, string> {
  return {
    ...attributes,
    managed_by: 'upsun-environments',
    repository: repository.fullName,
    repository_uuid: repository.uuid ?? '',
    environment: id,
    ...purpose,
  };
}

function isLive({ status, hasDeployment }: Environment): boolean {
  return status === 'active' || (status === 'dirty' && hasDeployment);
}

function isFull(world: World): boolean {
  return world.environmentLimit !== undefined && taken(world) >= world.environmentLimit;
}

function checker(id: string) {
  const problems: string[] = [];
  const check = (what: string, is: unknown, should: unknown) => {
    if (text(is) !== text(should))
      problems.push(`${what} of ${id} is ${text(is)}, should be ${text(should)}`);
  };
  return Object.assign(check, { problems });
}

function text(value: unknown): string {
  return JSON.stringify(value, sorted);
}

function sorted(_: string, value: unknown): unknown {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;
}
