import type { CommitHash } from '../../plan/commit.ts';
import { cut } from '../../text/plain-text.ts';
import type { BuildStatus } from '../bitbucket.ts';
import { fittingLink } from '../links.ts';
import { statusKey } from '../status-key.ts';
import type { Send } from '../requests.ts';

const longestText = 255;
// https://github.com/jenkinsci/bitbucket-branch-source-plugin/pull/928 (read 2026-11): it must be shorter than 450.
const longestUrl = 449;

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
