import { commitHash } from '../plan/commit.ts';
import type { Variables } from '../settings/variables.ts';
import { type BuildTarget, type Ci, nonEmpty, pullRequestId } from './ci.ts';
import { buildTargetOf } from './ref.ts';
import { repositoryOfClone } from './repository.ts';

/**
 * Bamboo, whose variables reach a step as `bamboo_…`. Only plan branches that Bamboo made for a pull request name it;
 * of several repositories the plan's first one is looked at.
 * Bamboo's documentation, “Bamboo variables”, read 2026-11-21
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
    repository: repositoryOfClone(nonEmpty(clone) ?? olderClone),
    runUrl: nonEmpty(build) ?? nonEmpty(result),
    advice: {
      noClone:
        'Add a source code checkout task before the pipe runs, or set SOURCE_DIR to the directory of the clone.',
      shallow:
        'Let Bamboo clone the whole history: switch "Use shallow clones" off in the linked repository.',
    },
    ...readBuildTarget(variables),
  };
}

function readBuildTarget(variables: Variables): BuildTarget {
  const commit = commitHash(
    variables.bamboo_planRepository_revision ?? variables.bamboo_repository_revision_number,
  );
  const id = pullRequestId(variables.bamboo_repository_pr_key);
  if (id) {
    const target = nonEmpty(variables.bamboo_repository_pr_targetBranch);
    const branch = nonEmpty(variables.bamboo_repository_pr_sourceBranch);
    return { pullRequest: { id, target }, branch, commit };
  }
  const name =
    nonEmpty(variables.bamboo_planRepository_branchName) ??
    nonEmpty(variables.bamboo_planRepository_branch) ??
    nonEmpty(variables.bamboo_repository_branch_name);
  return name ? { ...buildTargetOf(name, commit), branchesOnly: true } : {};
}
