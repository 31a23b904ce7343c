import type { Effects } from '../effects.ts';
import type { PullRequest } from '../plan/world.ts';
import { openStatus } from '../report/build-status.ts';
import { consoleLinks } from '../report/links.ts';

/** The status on the pull request still links the address of an environment that is gone for now: replaces it. */
export async function reportDeactivated(
  environment: string,
  { source }: PullRequest,
  project: string,
  { bitbucket, settings, hosts, log, clock }: Effects,
): Promise<void> {
  if (!bitbucket || !settings.BUILD_STATUS) return;
  const commit = (await bitbucket.commit(source.commit)) ?? source.commit;
  const status = openStatus(bitbucket, { commit, branch: source.name, project, environment }, { log, clock });
  const description = `${environment} was idle and is deactivated; the next push brings it back`;
  await status.end('STOPPED', description, consoleLinks(hosts.console, project).environment(environment));
}
