import { type CommitHash, commitHash } from '../plan/commit.ts';
import { environmentId, type Target, tipOf } from '../plan/target.ts';
import type { Project } from '../plan/world.ts';

/** Where an environment is reported: beside a commit, and on a pull request. */
export interface Place {
  project: string;
  projectTitle: string;
  environment: string;
  /** The source commit. Where it is unknown, nothing is reported beside a commit. */
  commit: CommitHash | undefined;
  /** The source branch; this repository does not have that of a fork, and a tag has none. */
  branch: string | undefined;
  pullRequest: number | undefined;
}

/** Where the environment of a branch or pull request is reported. */
export function placeOf(target: Target, { id, title }: Pick<Project, 'id' | 'title'>): Place {
  const tip = tipOf(target);
  const pullRequest = target.kind === 'pull-request' ? target.pullRequest : undefined;
  return {
    project: id,
    projectTitle: title,
    environment: environmentId(target),
    commit: commitHash(tip?.commit),
    branch: pullRequest?.fork || target.kind === 'release' ? undefined : tip?.name,
    pullRequest: pullRequest?.id,
  };
}
