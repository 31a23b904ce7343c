import type { CleanupAction } from './actions.ts';
import { movedChildren } from './children.ts';
import type { Snapshot } from './desired.ts';
import { matches } from './globs.ts';
import type { IdleEnvironment } from './idle.ts';
import { isTakenOver, markedPurpose, otherOwner, ownPurpose, type Purpose } from './ownership.ts';
import { pullRequestOf } from './preview.ts';
import type { CleanupPolicy } from './policy.ts';
import type { Reason, Refusal } from './reasons.ts';
import type { Open } from './reconciliation.ts';
import type { Environment } from './world.ts';

export interface CleanupFacts extends Snapshot, Open {
  /** Environments of open pull requests that may expire. */
  idle: readonly IdleEnvironment[];
  /** Milliseconds since 1970. */
  now: number;
}

/** A row of the plan's table. */
export type PlanRow = Pick<CleanupAction, 'id' | 'kind' | 'reason'>;

/** What there is to clean up. A plan that is refused has rows to show, and nothing that could be applied. */
export type CleanupPlan =
  | { kind: 'applicable'; actions: readonly CleanupAction[] }
  | { kind: 'refused'; refusal: Refusal; rows: readonly PlanRow[] };

/** An environment whose branch or pull request Bitbucket no longer has open. */
interface Candidate {
  environment: Environment;
  purpose: Purpose;
}

/** What may be deleted or deactivated of what exists, and for everything that would go but must stay, why. */
export function planCleanup(facts: CleanupFacts, policy: CleanupPolicy): CleanupPlan {
  const isOpen = openOnBitbucket(facts);
  const candidates = [...facts.environments.values()].flatMap((environment): Candidate[] => {
    const purpose = purposeOf(environment, facts, policy);
    return purpose && !isOpen(purpose) ? [{ environment, purpose }] : [];
  });
  const leaving = new Map(
    [...facts.environments.values()]
      .filter(({ status }) => status === 'deleting')
      .map(({ id, parent }) => [parent ?? '', id]),
  );
  const judged = candidates.map((candidate) => ({
    ...candidate,
    obstacle: obstacleTo(candidate, facts, policy, leaving),
  }));
  const kept = judged.flatMap(({ environment: { id }, obstacle }): CleanupAction[] =>
    obstacle ? [{ kind: 'keep', id, reason: obstacle }] : [],
  );
  const doomed = judged.filter(({ obstacle }) => !obstacle);
  const ids = new Set(doomed.map(({ environment }) => environment.id));
  const deletions = leavesFirst(doomed).map(({ environment: { id }, purpose }): CleanupAction => ({
    kind: 'delete',
    id,
    purpose,
    reason: { code: 'gone', purpose },
  }));
  const staying = [...kept, ...leftBehind(facts, policy, isOpen)];
  const actions = [...staying, ...expired(facts, policy), ...movedChildren(facts, ids), ...deletions];
  const refusal = refusalOf(facts, deletions.length, policy.maxDeletions);
  if (!refusal) return { kind: 'applicable', actions };
  const rows = actions.map(({ id, kind, reason }) => ({ id, kind, reason }));
  return { kind: 'refused', refusal, rows };
}

/** What an environment is for, where that is ours to judge. */
function purposeOf(
  environment: Environment,
  { repository }: CleanupFacts,
  { pruneUnmanaged }: CleanupPolicy,
): Purpose | undefined {
  if (otherOwner(environment, repository)) return undefined;
  return ownPurpose(environment, repository) ?? (pruneUnmanaged ? purposeByName(environment.id) : undefined);
}

/**
 * What a repository that this one replaces has left, and what has no counterpart here. It is not ours to delete: where
 * TAKE_OVER names the wrong repository, that one still works with it.
 */
function leftBehind(
  { environments, repository, openPullRequests }: CleanupFacts,
  { takeOver }: CleanupPolicy,
  isOpen: (purpose: Purpose) => boolean,
): CleanupAction[] {
  return [...environments.values()].flatMap((environment): CleanupAction[] => {
    const owner = otherOwner(environment, repository);
    const purpose = markedPurpose(environment);
    if (!owner || !purpose || !isTakenOver(owner, takeOver) || isOpen(purpose)) return [];
    if (purpose.kind === 'pull-request' && !openPullRequests) return [];
    return [{ kind: 'keep', id: environment.id, reason: { code: 'left-behind', repository: owner } }];
  });
}

function purposeByName(id: string): Purpose {
  const number = pullRequestOf(id);
  return number === undefined
    ? { kind: 'branch', branch: id }
    : { kind: 'pull-request', id: number, branch: '' };
}

function openOnBitbucket({ branches, openPullRequests }: CleanupFacts): (purpose: Purpose) => boolean {
  const names = new Set(branches.map(({ name }) => name));
  const numbers = new Set(openPullRequests?.map(({ id }) => id));
  return (purpose) => (purpose.kind === 'branch' ? names.has(purpose.branch) : numbers.has(purpose.id));
}

function expired({ idle, now }: CleanupFacts, { pullRequestTtl }: CleanupPolicy): CleanupAction[] {
  if (pullRequestTtl === undefined) return [];
  return idle
    .filter(({ since }) => now - since > pullRequestTtl)
    .map(({ environment: { id }, pullRequest, since }) => ({
      kind: 'deactivate',
      id,
      pullRequest,
      since,
      reason: { code: 'expired' },
    }));
}

/** Why an environment stays although what it was made for is gone. `leaving`: children being deleted, by their parents. */
function obstacleTo(
  { environment, purpose }: Candidate,
  facts: CleanupFacts,
  policy: CleanupPolicy,
  leaving: ReadonlyMap<string, string>,
): Reason | undefined {
  const { id, type, status, isMain } = environment;
  if (id === facts.project.defaultBranch || isMain) return { code: 'default-environment' };
  if (type !== 'development') return { code: 'protected-type', type };
  if (matches(id, policy.protectedEnvironments)) return { code: 'protected-by-name' };
  // Without an environment per branch, none is missed.
  if (purpose.kind === 'branch' && !(policy.pruneBranches && policy.fetchBranches))
    return { code: 'prune-off' };
  if (purpose.kind === 'pull-request' && !facts.openPullRequests) return { code: 'cannot-be-confirmed' };
  if (status === 'deleting') return { code: 'already-being-deleted' };
  // It can neither be moved nor stay below what is gone.
  const child = leaving.get(id);
  if (child) return { code: 'child-being-deleted', child };
  if (policy.maxDeletions === 0) return { code: 'deletions-off' };
  return undefined;
}

/** Upsun deletes no environment that has children, so a child that goes as well goes before its parent. */
function leavesFirst(doomed: readonly Candidate[]): readonly Candidate[] {
  const children = Map.groupBy(doomed, ({ environment }) => environment.parent);
  const visited = new Set<Candidate>();
  const ordered: Candidate[] = [];
  function visit(candidate: Candidate): void {
    if (visited.has(candidate)) return;
    visited.add(candidate);
    for (const child of children.get(candidate.environment.id) ?? []) visit(child);
    ordered.push(candidate);
  }
  for (const candidate of doomed) visit(candidate);
  return ordered;
}

function refusalOf(
  { repository, branches }: CleanupFacts,
  deletions: number,
  limit: number,
): Refusal | undefined {
  if (deletions === 0) return undefined;
  const { mainBranch } = repository;
  if (!mainBranch || !branches.some(({ name }) => name === mainBranch))
    return { code: 'list-without-main-branch', mainBranch };
  return deletions > limit ? { code: 'too-many-deletions', count: deletions, limit } : undefined;
}
