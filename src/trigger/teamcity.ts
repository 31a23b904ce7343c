import type { Variables } from '../settings/variables.ts';
import { type Ci, present, pullRequestId, type Subject, wholeHash } from './ci.ts';
import { branchName, subjectOfRef } from './ref.ts';
import { repositoryOfClone } from './repository.ts';

/**
 * TeamCity. By itself it tells a build the commit, and neither branch nor pull request: those are parameters that the
 * build configuration hands on under their own names, as in `env.TEAMCITY_BUILD_BRANCH = %teamcity.build.branch%`.
 */
export function readTeamCity(variables: Variables): Ci | undefined {
  if (!present(variables.TEAMCITY_VERSION)) return undefined;
  return {
    name: 'TeamCity',
    repository: repositoryOfClone(parameter('vcsroot.url', variables)),
    runUrl: present(variables.BUILD_URL),
    ...readSubject(variables),
  };
}

function readSubject(variables: Variables): Subject {
  const built = parameter('teamcity.build.branch', variables);
  const merged = /(?:^|\/)\d+\/merge$/.test(built ?? '');
  const commit = merged ? undefined : wholeHash(variables.BUILD_VCS_NUMBER);
  const subject = !built || isUnclear(built) ? {} : subjectOfRef(built, commit);
  const id = pullRequestId(parameter('teamcity.pullRequest.number', variables)) ?? subject.pullRequest?.id;
  // Where the feature Pull Requests is on, the parameter is handed on in the builds of branches as well, unresolved.
  if (!id) return { ...subject, branchesOnly: variables.TEAMCITY_PULLREQUEST_NUMBER === undefined };
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
  const value = present(variables[handedOn]);
  return value && /^%[^%]+%$/.test(value) ? undefined : value;
}
