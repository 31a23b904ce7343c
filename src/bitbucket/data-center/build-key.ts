import type { Settings } from '../../settings/parse.ts';

/**
 * The parent of every build status: one for all environments of a project. The merge check "Required builds" matches
 * nothing else of a status. https://jira.atlassian.com/browse/BSERV-19804 (read 2026-11)
 */
export function buildKeyOf({
  bitbucketServerBuildKey,
  projectId,
}: Pick<Settings, 'bitbucketServerBuildKey' | 'projectId'>): string {
  return bitbucketServerBuildKey ?? `upsun-environments/${projectId}`;
}
