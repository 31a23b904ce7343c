import type { Environment } from '../settings/parse.ts';
import { type Ci, present, pullRequestId, type Subject, wholeHash } from './ci.ts';
import { subjectOfRef } from './ref.ts';
import { repositoryOfClone } from './repository.ts';

/**
 * Bamboo, whose variables reach a step as `bamboo_…`. Only plan branches that Bamboo made for a pull request name it;
 * of several repositories the plan's first one is looked at.
 */
export function readBamboo(environment: Environment): Ci | undefined {
  if (!Object.keys(environment).some((name) => name.startsWith('bamboo_'))) return undefined;
  const {
    bamboo_planRepository_repositoryUrl: clone,
    bamboo_repository_git_repositoryUrl: olderClone,
    bamboo_buildResultsUrl: build,
    bamboo_resultsUrl: result,
  } = environment;
  return {
    name: 'Bamboo',
    repository: repositoryOfClone(present(clone) ?? olderClone),
    runUrl: present(build) ?? present(result),
    ...readSubject(environment),
  };
}

function readSubject(environment: Environment): Subject {
  const commit = wholeHash(
    environment.bamboo_planRepository_revision ?? environment.bamboo_repository_revision_number,
  );
  const id = pullRequestId(environment.bamboo_repository_pr_key);
  if (id) {
    const target = present(environment.bamboo_repository_pr_targetBranch);
    const branch = present(environment.bamboo_repository_pr_sourceBranch);
    return { pullRequest: { id, target }, branch, commit };
  }
  const name =
    present(environment.bamboo_planRepository_branchName) ??
    present(environment.bamboo_planRepository_branch) ??
    present(environment.bamboo_repository_branch_name);
  return name ? { ...subjectOfRef(name, commit), branchesOnly: true } : {};
}
