import type { Snapshot } from '../../plan/desired.ts';
import { type Target, tipOf } from '../../plan/target.ts';
import { short } from '../../text/commits.ts';
import type { Log } from '../../log.ts';

/** Says what the run is for, of which repository, and on which project. */
export function printHeader(
  log: Log,
  { target, commit, repository, project }: Snapshot & { target?: Target; commit?: string | undefined },
): void {
  const tip = target && tipOf(target);
  const at = commit ?? tip?.commit;
  log.info(`${headingOf(target)} of ${repository.fullName}${at ? `, commit ${short(at)}` : ''}`);
  log.info(`Upsun project ${project.title} (${project.id})`);
}

function headingOf(target: Target | undefined): string {
  if (!target) return 'Every branch and pull request';
  if (target.kind === 'branch') return `Branch ${target.name}`;
  if (target.kind === 'release') return `Tag ${target.tag}`;
  const { id, source, target: base } = target.pullRequest;
  return `Pull request ${id}, ${source.name} into ${base},`;
}

/** Says what is left out without credentials for Bitbucket. */
export function printMissingCredentials({
  bitbucket,
  log,
}: {
  bitbucket: object | undefined;
  log: Log;
}): void {
  if (bitbucket) return;
  log.info(
    'There are no credentials for Bitbucket: branches are read by git, and no build status is reported.',
  );
  log.info(
    'With BITBUCKET_ACCESS_TOKEN (scopes repository and pullrequest) pull requests would be read and cleaned up too.',
  );
}
