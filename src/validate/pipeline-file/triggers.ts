import type { Check } from '../checks.ts';
import { knownEvents } from './events.ts';
import { missing, note } from './finding.ts';
import type { PipelineFile } from './read.ts';

const name = 'Triggers';

/**
 * Triggers can only start custom pipelines, on events that Bitbucket knows.
 * https://api.bitbucket.org/schemas/pipelines-configuration, as of 2026-06-29
 */
export function checkTriggers({ triggers, pipelines }: PipelineFile): Check[] {
  const custom = new Set(pipelines.flatMap((one) => (one.section === 'custom' ? [one.name] : [])));
  const strays = triggers
    .filter(({ pipeline }) => !custom.has(pipeline))
    .map(({ event, pipeline, line }) =>
      missing(
        name,
        line,
        `${event} starts ${pipeline}, which is not under pipelines: custom:`,
        'A trigger starts custom pipelines only: name one that is there.',
      ),
    );
  const unknown = triggers
    .filter(({ event }) => !knownEvents.includes(event))
    .map(({ event, line }) =>
      note(name, line, `${event} is no event that Bitbucket names`, `It names ${knownEvents.join(', ')}.`),
    );
  return [...strays, ...unknown];
}
