import { git } from '../bitbucket/git.ts';
import type { Repository } from '../git/repository.ts';
import { giveTo } from './directories.ts';
import type { RunOptions } from './runner.ts';

/** Checks a commit out as the CIs beside a Data Center do: as a detached HEAD, with the repository as `origin`. */
export async function checkOut(options: {
  repository: Repository;
  origin: string;
  workspace: string;
  commit: string;
  depth?: RunOptions['depth'];
  cloneOwner?: number;
}): Promise<void> {
  const { repository, origin, workspace, commit, depth = 'full', cloneOwner } = options;
  const shallow = depth === 'full' ? [] : ['--depth', String(depth)];
  await git(workspace, ['init', '--quiet']);
  await git(workspace, ['fetch', '--quiet', ...shallow, `file://${repository.path}`, commit]);
  await git(workspace, ['checkout', '--quiet', '--detach', commit]);
  await git(workspace, ['remote', 'add', 'origin', origin]);
  if (cloneOwner !== undefined) await giveTo(cloneOwner, workspace);
}
