import type { PullRequestComment } from '../../bitbucket/reports.ts';
import type { Route } from '../../upsun/upsun.ts';
import { copied } from '../copied-data.ts';
import type { DeploymentReport } from '../deployment.ts';
import { senderOf } from '../name.ts';
import { inWords, noticeable } from '../../text/duration.ts';
import { codeBlock, codeBlockOverhead, escapeMarkdown, link } from '../../text/markdown.ts';
import { cut, fitting, lastLines, oneLine, plainText } from '../../text/plain-text.ts';

/** Characters, so that the facts leave room for the log and the routes, whatever the names in them. */
const longestFact = 255;
const linesOfLog = 30;

const signs = {
  successful: '✔ successful',
  failed: '✖ failed',
  stopped: '■ stopped',
} as const;

/**
 * A line that finds the comment of a project again. Bitbucket shows HTML comments, but no link definition that nothing
 * refers to.
 */
export function commentMarker(project: string): string {
  return `[//]: # (upsun-environments ${encodeURIComponent(project)})`;
}

/** The comments that carry the marker, the newest first. One that only quotes it is none of them. */
export function findOwn(comments: readonly PullRequestComment[], marker: string): PullRequestComment[] {
  return comments
    .filter(({ text }) => text.split('\n').some((line) => line.trim() === marker))
    .toSorted((one, other) => other.id - one.id);
}

/**
 * A run as a comment on its pull request, in Markdown. Where the whole would be longer than `longest` characters, the
 * log is cut.
 */
export function commentText(report: DeploymentReport, marker: string, longest: number): string {
  const before = [
    `**${escapeMarkdown(senderOf(report.projectTitle))} ${signs[report.state]}:** ${escapeMarkdown(cut(plainText(report.description), 2 * longestFact))}`,
    // Half of the room, so that the rest fits in any case.
    routesTable(report.routes, longest / 2),
    facts(report),
    pages(report),
  ];
  const without = paragraphs([...before, marker]);
  if (report.state !== 'failed') return without;
  return paragraphs([...before, logEnd(report.log, longest - without.length), marker]);
}

/** One sentence in the place of a run that is no longer worth reading. */
export function noticeText(projectTitle: string, notice: string, marker: string): string {
  return paragraphs([`**${escapeMarkdown(senderOf(projectTitle))}:** ${escapeMarkdown(notice)}`, marker]);
}

function paragraphs(all: readonly string[]): string {
  return all.filter(Boolean).join('\n\n');
}

function routesTable(routes: readonly Route[], longest: number): string {
  if (routes.length === 0) return '';
  const rows = routes.map(({ url, type, primary }) => {
    const kind = `${escapeMarkdown(type)}${primary ? ', primary' : ''}`;
    return `| ${link(url, url)} | ${kind} |`;
  });
  const shown = rows.slice(0, fitting(rows, longest));
  const left = rows.length - shown.length;
  return [
    '| Route | Type |',
    '| --- | --- |',
    ...shown,
    ...(left > 0 ? [`| and ${left} more | |`] : []),
  ].join('\n');
}

function facts({ commit, branch, duration, queued = 0, data, parent, status }: DeploymentReport): string {
  const waited = queued >= noticeable ? `, after ${inWords(queued)} in the queue` : '';
  const known = [
    commit ? `Commit \`${commit}\` of branch ${short(branch)}` : `Branch ${short(branch)}`,
    `Duration: ${inWords(duration)}${waited}`,
    data ? `Data: ${short(copied(data))}` : '',
    parent ? `Parent: ${short(parent)}` : '',
    status ? `Status: ${short(status)}` : '',
  ];
  return known
    .filter(Boolean)
    .map((fact) => `- ${fact}`)
    .join('\n');
}

function short(text: string): string {
  return escapeMarkdown(cut(oneLine(text), longestFact));
}

function pages({ environmentPage, logPage }: DeploymentReport): string {
  const environment = link('Environment in the console', environmentPage);
  return logPage ? `${environment}, ${link('log', logPage)}` : environment;
}

function logEnd(log: string, room: number): string {
  const heading = 'The end of the log:\n\n';
  const lines = lastLines(plainText(log), linesOfLog, room - heading.length - codeBlockOverhead - 2);
  return lines.trim() && heading + codeBlock(lines);
}
