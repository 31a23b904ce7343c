import type { Pipeline, PipelineFile } from './read.ts';
import { judge, type Known } from './expression.ts';

/** What a deployment follows. */
export type Occasion = 'push' | 'pull request';

/**
 * The events that start pipelines, and what each of them follows.
 * https://api.bitbucket.org/schemas/pipelines-configuration, as of 2026-06-29
 */
const events: Readonly<Record<string, Occasion | 'closing' | 'indirect' | 'review'>> = {
  'repository-push': 'push',
  'pullrequest-created': 'pull request',
  'pullrequest-updated': 'pull request',
  'pullrequest-push': 'pull request',
  'pullrequest-reviewer-status-updated': 'review',
  'pullrequest-fulfilled': 'closing',
  'pullrequest-rejected': 'closing',
  'pipeline-completed': 'indirect',
  'deployment-completed': 'indirect',
};

export const knownEvents = Object.keys(events);

export function directEvents(occasion: Occasion): string[] {
  return knownEvents.filter((event) => events[event] === occasion);
}

/** Events after which it is open what a pipeline is for, or when. */
export function laterEvents(occasion: Occasion): string[] {
  const kinds = occasion === 'push' ? ['indirect'] : ['indirect', 'review'];
  return knownEvents.filter((event) => kinds.includes(events[event] ?? ''));
}

export const closingEvents = knownEvents.filter((event) => events[event] === 'closing');

/** The custom pipelines that one of these events starts, as far as its condition may hold. */
export function startedBy(
  { pipelines, triggers }: PipelineFile,
  wanted: readonly string[],
  known: Known = {},
): Pipeline[] {
  const names = new Set(
    triggers
      .filter(({ event, condition }) => wanted.includes(event) && judge(condition, known) !== false)
      .map(({ pipeline }) => pipeline),
  );
  return pipelines.filter(({ section, name }) => section === 'custom' && names.has(name));
}
