import type { PullRequestComments } from '../../bitbucket/reports.ts';
import { isDueTo } from '../../http/errors.ts';
import type { Place } from '../place.ts';
import type { Channel, ReportPorts } from './channel.ts';
import { commentMarker, commentText, noticeText } from './comment-text.ts';
import { persistently, writeWithPatience } from './patience.ts';
import { editOwn, publishComment } from './publish-comment.ts';

interface CommentPorts extends Pick<ReportPorts, 'log' | 'clock'> {
  settings: Pick<ReportPorts['settings'], 'wait' | 'pullRequestComment'>;
  bitbucket: PullRequestComments | undefined;
}

/** One comment of each project on a pull request, which is edited from run to run. */
export function openComment(
  { project, projectTitle, pullRequest }: Place,
  { settings, bitbucket, log, clock }: CommentPorts,
): Channel | undefined {
  if (!settings.pullRequestComment || !bitbucket || pullRequest === undefined) return undefined;
  const marker = commentMarker(project);
  const write = (task: (signal: AbortSignal) => Promise<void>) =>
    writeWithPatience('The comment', { log, clock }, task);
  return {
    end: settings.wait
      ? (report) =>
          write((signal) => {
            const text = commentText(report, marker, bitbucket.longestText);
            return publishComment(bitbucket, { pullRequest, marker, text }, { clock, signal });
          })
      : undefined,
    async retract({ kind, description }) {
      // The comment shows what is live already.
      if (kind === 'superseded' || kind === 'left-out') return;
      const text = noticeText(log.redact(projectTitle), description, marker);
      await write((signal) =>
        persistently((until) => editIfThere(bitbucket, { pullRequest, marker, text }, until), {
          clock,
          signal,
        }),
      );
    },
  };
}

/** Only a comment that is there still shows addresses that no longer answer. */
async function editIfThere(...comment: Parameters<typeof editOwn>): Promise<void> {
  try {
    await editOwn(...comment);
  } catch (error) {
    // The pull request itself was deleted.
    if (!isDueTo(error, 404)) throw error;
  }
}
