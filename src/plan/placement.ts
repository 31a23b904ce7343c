import { isThere } from './live.ts';
import { chooseParent, type NoParent, type Parent, setParent } from './parent.ts';
import type { Policy } from './policy.ts';
import { previewId } from './preview.ts';
import type { Reason } from './reasons.ts';
import type { Environment, PullRequest } from './world.ts';

/** Where an environment hangs, and what it gets from there. */
export interface Placement {
  /** `undefined` for production, which has none. */
  parent: string | undefined;
  /** Nothing can be done for it, because the environment that is to be its parent cannot be that. */
  noParent?: NoParent;
  clonesParentData: boolean | undefined;
  /**
   * The one environment whose data it may get, where a setting names that. `lacksData`: it has none to copy now.
   */
  dataOnlyFrom?: { parent: string; lacksData: boolean };
}

/** The place of the environment of a pull request. */
export function place(
  { id: number, target }: PullRequest,
  environments: ReadonlyMap<string, Environment>,
  defaultBranch: string,
  policy: Pick<Policy, 'pullRequestParent' | 'pullRequestsCloneParentData'>,
): Placement & { reason: Reason } {
  const { pullRequestParent, pullRequestsCloneParentData: clonesParentData } = policy;
  const id = previewId(number);
  const below = (parent: Parent) => ({ code: 'pull-request', id: number, parent, clonesParentData }) as const;
  if (pullRequestParent === undefined) {
    const parent = chooseParent(id, target, environments, defaultBranch);
    return { parent: parent.id, clonesParentData, reason: below(parent) };
  }
  const parent = setParent(id, pullRequestParent, target, environments, defaultBranch);
  if ('code' in parent)
    return { parent: undefined, noParent: parent, clonesParentData: undefined, reason: parent };
  const hasData = parent.because === 'it is set';
  const existing = environments.get(id);
  // What is live has its data already, whatever its parent has now.
  const keeps = clonesParentData && isThere(existing) && existing.status !== 'inactive';
  return {
    parent: parent.id,
    clonesParentData: keeps ? undefined : clonesParentData && hasData,
    dataOnlyFrom: { parent: parent.id, lacksData: !hasData },
    reason: below(parent),
  };
}
