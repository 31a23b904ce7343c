import { commitHash } from '../plan/commit.ts';
import type { Variables } from '../settings/variables.ts';
import { type BuildTarget, type Ci, nonEmpty, pullRequestId } from './ci.ts';
import { branchName, buildTargetOf } from './ref.ts';
import { repositoryOfClone } from './repository.ts';

/**
 * TeamCity. By itself it tells a build the commit, and neither branch nor pull request: those are parameters that the
 * build configuration hands on under their own names, as in `env.TEAMCITY_BUILD_BRANCH = %teamcity.build.branch%`.
 * Seen in the configurations of others, not promised by a document, 2026-11-21
 */
export function readTeamCity(variables: Variables): Ci | undefined {
  if (!nonEmpty(variables.TEAMCITY_VERSION)) return undefined;
  return {
    name: 'TeamCity',
    repository: repositoryOfClone(parameter('vcsroot.url', variables)),
    runUrl: nonEmpty(variables.BUILD_URL),
    howToName:
      'Hand the branch to the build (env.TEAMCITY_BUILD_BRANCH = %teamcity.build.branch%), or set BRANCH or PULL_REQUEST_ID.',
    // https://www.jetbrains.com/help/teamcity/git.html (read 2026-11-29)
    advice: {
      noClone:
        'Have the sources checked out on the agent, where TeamCity makes a clone, or set SOURCE_DIR to the directory of one.',
      shallow:
        'Let TeamCity clone the whole history: choose another checkout policy than "Shallow clone" in the VCS root.',
      overlapping:
        'Let only one build at a time do so: limit the number of simultaneously running builds to 1.',
    },
    ...readBuildTarget(variables),
  };
}

function readBuildTarget(variables: Variables): BuildTarget {
  const ref = parameter('teamcity.build.branch', variables);
  const merged = /(?:^|\/)\d+\/merge$/.test(ref ?? '');
  const commit = merged ? undefined : commitHash(variables.BUILD_VCS_NUMBER);
  const ofRef = !ref || isUnclear(ref) ? {} : buildTargetOf(ref, commit);
  const id = pullRequestId(parameter('teamcity.pullRequest.number', variables)) ?? ofRef.pullRequest?.id;
  // Where the feature Pull Requests is on, the parameter is handed on in the builds of branches as well, unresolved.
  if (!id) return { ...ofRef, branchesOnly: variables.TEAMCITY_PULLREQUEST_NUMBER === undefined };
  const source = parameter('teamcity.pullRequest.source.branch', variables);
  const target = parameter('teamcity.pullRequest.target.branch', variables);
  return {
    pullRequest: { id, target: target && branchName(target) },
    branch: source && branchName(source),
    commit,
  };
}

/** What TeamCity calls the default branch, and what a branch specification may leave of a pull request's ref. */
function isUnclear(branch: string): boolean {
  return /^(?:<default>|\d+(?:\/(?:from|merge))?)$/.test(branch);
}

/** A parameter that does not exist in this build is handed on as it was written: `%teamcity.pullRequest.number%`. */
function parameter(name: string, variables: Variables): string | undefined {
  const handedOn = name.replaceAll('.', '_').toUpperCase();
  const value = nonEmpty(variables[handedOn]);
  return value && /^%[^%]+%$/.test(value) ? undefined : value;
}
