import type { CommitHash } from '../../plan/commit.ts';
import { cut } from '../../text/plain-text.ts';
import type { BuildStatus } from '../bitbucket.ts';
import { fittingLink } from '../links.ts';
import { type Send, unlessAbsent } from '../requests.ts';
import { statusKey } from '../status-key.ts';
import type { Api } from './api.ts';
import { isAbsence } from './errors.ts';
import { statusAnswer } from './schemas.ts';

const longestText = 255;
// https://github.com/jenkinsci/bitbucket-branch-source-plugin/pull/928 (read 2026-11): it must be shorter than 450.
const longestUrl = 449;
// https://bitbucket.org/site/master/issues/9659/pagelen-wrongfully-limited-50-for-api-20 (read 2026-11-25)
/** Bitbucket refuses more for some lists, and this one does not say. */
const pageLength = 50;

/** Sets a build status. `repositoryUrl` ends with `/repositories/{workspace}/{slug}`. */
export async function setBuildStatus(
  { send, repositoryUrl }: { send: Send; repositoryUrl: string },
  commit: CommitHash,
  status: BuildStatus,
  signal: AbortSignal,
): Promise<void> {
  const url = `${repositoryUrl}/commit/${commit}/statuses/build`;
  const { otherUrls, ...shown } = status;
  const json = {
    ...shown,
    url: fittingLink([status.url, ...otherUrls], longestUrl),
    key: statusKey(status.key),
    name: cut(status.name, longestText),
    description: cut(status.description, longestText),
  };
  // The same key replaces the status, so a request whose answer was lost can be repeated.
  await send('set a build status', { method: 'POST', url, json, idempotent: true, signal });
}

/**
 * Reads the state of a build status from the list of all those on the commit: a key has slashes, which not every server
 * takes in a path.
 */
export async function buildState(
  { list, readRepository, repositoryUrl }: Api,
  commit: CommitHash,
  key: string,
): Promise<BuildStatus['state'] | undefined> {
  const url = `${repositoryUrl}/commit/${commit}/statuses?pagelen=${pageLength}&fields=next,values.key,values.state`;
  const listed = list(`read the build statuses of commit ${commit}`, statusAnswer, url);
  const statuses = await unlessAbsent(listed, isAbsence, readRepository);
  return statuses?.find((status) => status.key === statusKey(key))?.state;
}
