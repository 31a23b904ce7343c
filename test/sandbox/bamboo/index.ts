import { join } from 'node:path';
import { branchRun, pullRequestRun } from '../../trigger/recorded-bamboo.ts';
import { checkOut } from '../ci/check-out.ts';
import { makeDirectories } from '../ci/directories.ts';
import { createRunner, type Runner } from '../ci/runner.ts';
import { resolveTarget, type Trigger } from '../ci/target.ts';
import type { DataCenterSandbox } from '../data-center/index.ts';
import type { Repository } from '../git/repository.ts';

export interface BambooOptions {
  dataCenter: DataCenterSandbox;
  repository: Repository;
  /** Where the builds put their working directories. */
  directory: string;
}

/** Sets up a plan in Bamboo, with plan branches for branches and for pull requests. */
export function createBamboo({ dataCenter, repository, directory }: BambooOptions): Runner {
  return createRunner(async (target, options, number) => {
    const { trigger, commit } = await resolveTarget(target, { bitbucket: dataCenter, repository });
    const paths = await makeDirectories(join(directory, `bamboo-${number}`));
    const { cloneUrl: origin } = dataCenter;
    const workspace = paths.cloneDirectory;
    if (options.clone !== false) await checkOut({ repository, origin, workspace, commit, ...options });
    return { commit, ...paths, variables: buildVariables(dataCenter, trigger, commit) };
  });
}

/** Recorded variables, with the branch, commit and repository of this build. */
function buildVariables(
  { fullName }: Pick<DataCenterSandbox, 'fullName'>,
  trigger: Trigger,
  commit: string,
): Record<string, string> {
  const { branch } = 'branch' in trigger ? trigger : {};
  if (!branch) throw new Error(`Bamboo starts no build for a ${trigger.kind}`);
  const own: Record<string, string> = {
    planRepository_repositoryUrl: `ssh://git@git.acme.example:7999/${fullName.toLowerCase()}.git`,
    planRepository_revision: commit,
    planRepository_branch: branch,
    planRepository_branchName: branch,
    planRepository_branchDisplayName: branch,
    repository_branch_name: branch,
    repository_revision_number: commit,
  };
  if (trigger.kind === 'pull-request') {
    own.repository_pr_key = String(trigger.id);
    own.repository_pr_sourceBranch = branch;
    own.repository_pr_targetBranch = trigger.destination;
  }
  const recorded = trigger.kind === 'pull-request' ? pullRequestRun : branchRun;
  const renamed = Object.entries(own).map(([name, value]) => [`bamboo_${name}`, value]);
  return { ...recorded, ...Object.fromEntries(renamed) };
}
