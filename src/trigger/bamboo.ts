import type { Variables } from '../settings/variables.ts';
import { type Ci, present, pullRequestId, type Subject, wholeHash } from './ci.ts';
import { subjectOfRef } from './ref.ts';
import { repositoryOfClone } from './repository.ts';

/**
 * Bamboo, whose variables reach a step as `bamboo_…`. Only plan branches that Bamboo made for a pull request name it;
 * of several repositories the plan's first one is looked at.
 */
export function readBamboo(variables: Variables): Ci | undefined {
  if (!Object.keys(variables).some((name) => name.startsWith('bamboo_'))) return undefined;
  const {
    bamboo_planRepository_repositoryUrl: clone,
    bamboo_repository_git_repositoryUrl: olderClone,
    bamboo_buildResultsUrl: build,
    bamboo_resultsUrl: result,
  } = variables;
  return {
    name: 'Bamboo',
    repository: repositoryOfClone(present(clone) ?? olderClone),
    runUrl: present(build) ?? present(result),
    ...readSubject(variables),
  };
}

function readSubject(variables: Variables): Subject {
  const commit = wholeHash(
    variables.bamboo_planRepository_revision ?? variables.bamboo_repository_revision_number,
  );
  const id = pullRequestId(variables.bamboo_repository_pr_key);
  if (id) {
    const target = present(variables.bamboo_repository_pr_targetBranch);
    const branch = present(variables.bamboo_repository_pr_sourceBranch);
    return { pullRequest: { id, target }, branch, commit };
  }
  const name =
    present(variables.bamboo_planRepository_branchName) ??
    present(variables.bamboo_planRepository_branch) ??
    present(variables.bamboo_repository_branch_name);
  return name ? { ...subjectOfRef(name, commit), branchesOnly: true } : {};
}
