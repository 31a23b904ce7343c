import type { CompleteList } from '../../src/plan/complete-list.ts';
import type { ReconciliationFacts } from '../../src/plan/reconciliation.ts';
import type { Activity, Branch, Environment, PullRequest } from '../../src/plan/world.ts';
import {
  activity,
  branchMarks,
  byId,
  complete,
  environment,
  older,
  project,
  pullRequest,
  repository,
  tip,
} from '../plan/world.ts';

/** How much there is of everything. */
export interface Size {
  branches: number;
  pullRequests: number;
  environments: number;
}

export interface ScaleFacts extends Omit<ReconciliationFacts, 'evictable'> {
  openPullRequests: CompleteList<PullRequest>;
  /** Milliseconds since 1970, by environment. */
  lastActivities: ReadonlyMap<string, number>;
}

/**
 * A repository and a project of this size. Of the environments half are of open pull requests, a quarter of branches,
 * and a quarter of pull requests and branches that are gone; one in ten has fallen behind.
 */
export function factsOf(size: Size): ScaleFacts {
  const branches = numbers(size.branches - 1).map((number): Branch => ({
    name: branchName(number),
    commit: tip,
  }));
  const openPullRequests = numbers(size.pullRequests).map(openPullRequest);
  const environments = environmentsOf(size);
  return {
    project,
    repository,
    branches: complete([{ name: 'main', commit: tip }, ...branches]),
    openPullRequests: complete(openPullRequests),
    environments: byId(environments),
    activities: new Map(environments.map(({ id }) => [id, deployments(id)])),
    merges: new Map(),
    lastActivities: new Map(environments.map(({ id }, index) => [id, index])),
  };
}

function environmentsOf({ branches, pullRequests, environments }: Size): Environment[] {
  const quarter = Math.floor(environments / 4);
  const rest = environments - 1 - 4 * quarter;
  const eighth = Math.floor(quarter / 2);
  return [
    environment('main'),
    ...numbers(2 * quarter + rest).map((number) => ofPullRequest(number)),
    ...numbers(quarter).map((number) => ofBranch(number)),
    ...numbers(eighth).map((number) => ofPullRequest(pullRequests + number)),
    ...numbers(quarter - eighth).map((number) => ofBranch(branches + number)),
  ];
}

function openPullRequest(number: number): PullRequest {
  return pullRequest({
    id: number,
    title: titleOf(number),
    description: 'Closes a ticket. '.repeat(20),
    source: { name: branchName(number), commit: tip },
    // One in four builds on the branch of another one.
    target: number % 4 === 0 ? branchName(number - 1) : 'main',
    updatedAt: number,
  });
}

function ofPullRequest(number: number): Environment {
  const id = `pr-${number}`;
  const branch = branchName(number);
  const marks = {
    ...branchMarks(branch),
    environment: id,
    kind: 'pull-request',
    pull_request: String(number),
  };
  return environment(id, { title: titleOf(number), attributes: marks, headCommit: headOf(number) });
}

function ofBranch(number: number): Environment {
  return environment(branchName(number), {
    status: 'inactive',
    hasDeployment: false,
    headCommit: headOf(number),
  });
}

function branchName(number: number): string {
  const kind = ['feature', 'bugfix', 'chore', 'release'][number % 4] ?? '';
  return `${kind}/SHOP-${number}-what-it-is-about`;
}

function titleOf(number: number): string {
  return `PR ${number}: What it is about`;
}

function headOf(number: number): string {
  return number % 10 === 0 ? older : tip;
}

/** What Upsun lists of an environment on one page. */
function deployments(id: string): Activity[] {
  return numbers(10).map((number) => activity({ id: `${id}-${number}` }));
}

function numbers(length: number): number[] {
  return Array.from({ length }, (_, index) => index + 1);
}
