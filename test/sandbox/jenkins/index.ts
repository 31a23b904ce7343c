import { join } from 'node:path';
import { checkOut } from '../ci/check-out.ts';
import { makeDirectories } from '../ci/directories.ts';
import { createRunner, type Runner } from '../ci/runner.ts';
import { resolveTarget } from '../ci/target.ts';
import type { AnyBitbucket } from '../data-center/common.ts';
import type { Repository } from '../git/repository.ts';
import { buildVariables } from './variables.ts';

export interface JenkinsOptions {
  bitbucket: Pick<AnyBitbucket, 'pullRequests' | 'fullName'>;
  /** Where people look at that Bitbucket. */
  serverUrl: string;
  /** The remote of the workspaces. */
  cloneUrl: string;
  repository: Repository;
  /** Where the builds put their workspaces and private directories. */
  directory: string;
}

/**
 * Sets up Jenkins as the container of the pipe sees it: a multibranch project of the plugin Bitbucket Branch Source for
 * branches, tags and pull requests, and a plain job for what somebody starts by hand.
 */
export function createJenkins(jenkins: JenkinsOptions): Runner {
  const { bitbucket, repository, directory, serverUrl, cloneUrl } = jenkins;
  const server = { serverUrl, cloneUrl, fullName: bitbucket.fullName };
  return createRunner(async (target, options, number) => {
    const { trigger, commit: present } = await resolveTarget(target, { bitbucket, repository });
    const { commit = present } = options;
    const paths = await makeDirectories(join(directory, `build-${number}`));
    const workspace = paths.cloneDirectory;
    if (options.clone !== false)
      await checkOut({ repository, origin: cloneUrl, workspace, commit, ...options });
    const isHead = options.commit !== undefined;
    const variables = buildVariables(server, { number, workspace, trigger, commit, isHead });
    return { commit, ...paths, variables };
  });
}
