import { posix } from 'node:path';
import { ownershipMap } from './ownership.ts';
import * as reasons from './reasons.ts';
import type { Branch, Environment, Project, PullRequest, Repository } from './world.ts';

/** The settings that decide what should exist. */
export interface Policy {
  fetchBranches: boolean;
  branches: readonly string[];
  excludedBranches: readonly string[];
  activeBranches: readonly string[];
  buildPullRequests: boolean;
  buildDrafts: boolean;
  pullRequestTargets: readonly string[];
  cloneParentData: boolean;
}

/** An environment as it should be. What is `undefined` is left as it is. */
export interface DesiredEnvironment {
  id: string;
  commit: string;
  active: boolean;
  /** `undefined` for production, which has none. */
  parent: string | undefined;
  title: string | undefined;
  clonesParentData: boolean | undefined;
  attributes: Readonly<Record<string, string>>;
  /** Why it should be there, in the words of the plan. */
  reason: string;
}

export type Desire =
  | { kind: 'wanted'; environment: DesiredEnvironment }
  | { kind: 'unwanted'; id: string; reason: string };

/** What a plan is made for: the project and repository, and the environments that exist. */
export interface Setting {
  project: Project;
  repository: Repository;
  environments: readonly Environment[];
}

/** Whether a name fits one of the globs. */
export function matches(name: string, globs: readonly string[]): boolean {
  return globs.some((glob) => posix.matchesGlob(name, glob));
}

/** What should exist for a branch. */
export function desireBranch(branch: Branch, setting: Setting, policy: Policy): Desire {
  const id = branch.name;
  const { defaultBranch } = setting.project;
  if (!policy.fetchBranches) return unwanted(id, reasons.branchesOff);
  if (/^pr-\d+$/.test(id)) return unwanted(id, reasons.reservedName);
  if (!matches(id, policy.branches)) return unwanted(id, reasons.branchNotIncluded);
  if (matches(id, policy.excludedBranches)) return unwanted(id, reasons.branchExcluded);

  if (id === defaultBranch) {
    // Production is pushed to and otherwise left alone: it is never ours to mark, move or title.
    const production = { active: true, parent: undefined, attributes: {}, reason: reasons.production };
    return wanted({
      id,
      commit: branch.commit,
      title: undefined,
      clonesParentData: undefined,
      ...production,
    });
  }
  const active = matches(id, policy.activeBranches);
  return wanted({
    id,
    commit: branch.commit,
    active,
    parent: defaultBranch,
    title: undefined,
    clonesParentData: undefined,
    attributes: ownershipMap(setting.repository, id, { kind: 'branch', branch: id }),
    reason: active ? reasons.activeBranch : reasons.branch,
  });
}

/** What should exist for a pull request. */
export function desirePullRequest(pullRequest: PullRequest, setting: Setting, policy: Policy): Desire {
  const id = `pr-${pullRequest.id}`;
  const existing = setting.environments.find((environment) => environment.id === id);
  const refusal = refusePullRequest(pullRequest, existing !== undefined, policy);
  if (refusal) return unwanted(id, refusal);

  const parent = chooseParent(pullRequest.target, existing?.parent, setting);
  const { source } = pullRequest;
  return wanted({
    id,
    commit: source.commit,
    active: true,
    parent: parent.id,
    title: titleOf(pullRequest, existing !== undefined),
    clonesParentData: policy.cloneParentData,
    attributes: ownershipMap(setting.repository, id, {
      kind: 'pull-request',
      id: pullRequest.id,
      branch: source.name,
    }),
    reason: reasons.pullRequest(pullRequest.id, parent, policy.cloneParentData),
  });
}

/** Where a pull request environment hangs, and what it asked for where that is another one. */
export interface Parent {
  id: string;
  target: string;
  /** Why the target's own environment cannot be the parent. */
  because: 'target has data' | 'target has no environment' | 'target has no data';
}

/**
 * The target branch's environment, or its nearest ancestor that has data to copy. A paused environment keeps its data
 * but cannot give it, so it stays the parent only of a child that it already has.
 */
function chooseParent(target: string, present: string | null | undefined, setting: Setting): Parent {
  const { defaultBranch } = setting.project;
  const byId = new Map(setting.environments.map((environment) => [environment.id, environment]));
  if (!byId.has(target)) return { id: defaultBranch, target, because: 'target has no environment' };

  const visited = new Set<string>();
  for (let id: string = target; !visited.has(id);) {
    const environment = byId.get(id);
    if (!environment) break;
    if (id === defaultBranch || givesData(environment, present)) {
      return { id, target, because: id === target ? 'target has data' : 'target has no data' };
    }
    visited.add(id);
    id = environment.parent ?? defaultBranch;
  }
  return { id: defaultBranch, target, because: 'target has no data' };
}

function givesData(environment: Environment, present: string | null | undefined): boolean {
  if (environment.status === 'paused') return environment.id === present;
  return environment.status === 'active' || (environment.status === 'dirty' && environment.hasDeployment);
}

function refusePullRequest(pullRequest: PullRequest, exists: boolean, policy: Policy): string | undefined {
  if (pullRequest.state !== 'OPEN') return reasons.pullRequestClosed(pullRequest);
  if (!policy.buildPullRequests) return reasons.pullRequestsOff;
  if (pullRequest.fork) return reasons.fork;
  if (/\[skip env\]/i.test(`${pullRequest.title ?? ''} ${pullRequest.description}`))
    return reasons.skipMarker;
  if (!matches(pullRequest.target, policy.pullRequestTargets))
    return reasons.targetNotIncluded(pullRequest.target);
  // Work taken back to draft keeps its preview: an off switch for drafts decides only what is created.
  if (pullRequest.draft && !policy.buildDrafts && !exists) return reasons.draft;
  return undefined;
}

function titleOf({ id, title }: PullRequest, exists: boolean): string | undefined {
  if (title === undefined) return exists ? undefined : `PR ${id}`;
  // A push option cannot carry a line break.
  return `PR ${id}: ${title.replaceAll(/\s+/g, ' ').trim()}`;
}

function wanted(environment: DesiredEnvironment): Desire {
  return { kind: 'wanted', environment };
}

function unwanted(id: string, reason: string): Desire {
  return { kind: 'unwanted', id, reason };
}
