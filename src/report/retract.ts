/** Tells whoever still has the address of an environment that it no longer answers. */
import type { Effects } from '../effects.ts';
import { isDueTo } from '../http/errors.ts';
import type { PullRequest } from '../plan/world.ts';
import { attempt } from '../report/channels/attempt.ts';
import { openStatus } from '../report/channels/build-status.ts';
import { commentMarker, noticeText } from '../report/channels/comment-text.ts';
import { consoleLinks } from '../report/links.ts';
import { editOwn } from '../report/channels/publish-comment.ts';

/** The environment of an open pull request is away for now: the status and the comment still link it. */
export async function reportDeactivated(
  environment: string,
  { id, source, fork }: PullRequest,
  project: string,
  effects: Effects,
): Promise<void> {
  const { bitbucket, settings, hosts, log, clock } = effects;
  if (!bitbucket) return;
  const description = `${environment} was idle and is deactivated; the next push brings it back`;
  if (settings.buildStatus) {
    const commit = (await bitbucket.commit(source.commit)) ?? source.commit;
    const subject = { commit, branch: fork ? undefined : source.name, project, environment };
    const status = openStatus(bitbucket, subject, { log, clock });
    await status.end('STOPPED', description, consoleLinks(hosts.console, project).environment(environment));
  }
  await rewriteComment(id, description, project, effects);
}

/** The environment of a closed pull request is gone, with the addresses in the comment. The status stays as a record. */
export async function reportDeleted(
  environment: string,
  pullRequest: number,
  project: string,
  effects: Effects,
): Promise<void> {
  await rewriteComment(pullRequest, `${environment} was deleted`, project, effects);
}

/** Only a comment that is there is of any harm. */
async function rewriteComment(
  pullRequest: number,
  notice: string,
  project: string,
  { bitbucket, settings, log }: Effects,
): Promise<void> {
  if (!settings.pullRequestComment || !bitbucket) return;
  const marker = commentMarker(project);
  const comment = { pullRequest, marker, text: noticeText(notice, marker) };
  await attempt('The comment', log, async (signal) => {
    try {
      await editOwn(bitbucket, comment, signal);
    } catch (error) {
      // The pull request itself was deleted.
      if (!isDueTo(error, 404)) throw error;
    }
  });
}
