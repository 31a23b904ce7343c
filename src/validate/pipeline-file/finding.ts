import type { CheckName } from '../table.ts';
import type { Check } from '../checks.ts';

export const pipelineFileName = 'bitbucket-pipelines.yml';

/** Something in bitbucket-pipelines.yml that keeps the pipe from doing what it should, and what to do about it. */
export function missing(name: CheckName, line: number, detail: string, remedy: string): Check {
  return { name, result: 'missing', place: placeOf(line), detail, remedy };
}

/** Something in bitbucket-pipelines.yml that somebody should know of. */
export function note(name: CheckName, line: number, detail: string, remedy: string): Check {
  return { name, result: 'note', place: placeOf(line), detail, remedy };
}

export function good(name: CheckName, detail: string, line?: number): Check {
  return { name, result: 'ok', ...(line !== undefined && { place: placeOf(line) }), detail };
}

/** Steps that several pipelines share are found once for each of them. */
export function distinct(checks: readonly Check[]): Check[] {
  return [...new Map(checks.map((check) => [`${check.place?.line} ${check.detail}`, check])).values()];
}

function placeOf(line: number) {
  return { file: pipelineFileName, line };
}
