import { join } from 'node:path';
import { checkOut } from '../ci/check-out.ts';
import { makeDirectories } from '../ci/directories.ts';
import { createRunner, type Runner } from '../ci/runner.ts';
import { resolveTarget } from '../ci/target.ts';
import type { DataCenterSandbox } from '../data-center/index.ts';
import type { Repository } from '../git/repository.ts';
import { buildVariables } from './variables.ts';

export interface JenkinsOptions {
  dataCenter: DataCenterSandbox;
  repository: Repository;
  /** Where the builds put their workspaces and private directories. */
  directory: string;
}

/**
 * Sets up Jenkins as the container of the pipe sees it: a multibranch project of the plugin Bitbucket Branch Source for
 * branches, tags and pull requests, and a plain job for what somebody starts by hand.
 */
export function createJenkins({ dataCenter, repository, directory }: JenkinsOptions): Runner {
  return createRunner(async (target, options, number) => {
    const { trigger, commit: present } = await resolveTarget(target, { bitbucket: dataCenter, repository });
    const { commit = present } = options;
    const paths = await makeDirectories(join(directory, `jenkins-${number}`));
    const workspace = paths.cloneDirectory;
    const { cloneUrl: origin } = dataCenter;
    if (options.clone !== false) await checkOut({ repository, origin, workspace, commit, ...options });
    const isHead = options.commit !== undefined;
    const variables = buildVariables(dataCenter, { number, workspace, trigger, commit, isHead });
    return { commit, ...paths, variables };
  });
}
