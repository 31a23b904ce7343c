import type { Answer } from '../server.ts';
import type { Outcome, Run } from './activity.ts';
import type { Environment } from './environment.ts';
import { problem } from './problem.ts';
import { narrate } from './scheduler.ts';
import { isLimitReached } from './standing.ts';
import type { UpsunState } from './state.ts';

/**
 * How the project tells that it has no room for another active environment. The vendor documents neither where it says so
 * nor its words, so a test may choose them.
 */
export interface LimitBehaviour {
  /** The project shows no such limit: it comes to light only where Upsun refuses something. */
  hidden: boolean;
  /** An activation is refused at once, or begun and then fails. */
  activation: 'answer' | 'activity';
  /** A push that asks for an active environment is taken and its activity fails, refused by git, or only stored. */
  push: 'activity' | 'refusal' | 'stored';
  /** With which an activation is refused at once. */
  status: number;
  /** In place of the usual ones. */
  words: string | undefined;
}

export const usualLimitBehaviour: LimitBehaviour = {
  hidden: false,
  activation: 'answer',
  push: 'activity',
  status: 403,
  words: undefined,
};

/** The answer where the project has no room for one more active environment, and says so at once. */
export function limitRefusal(upsun: UpsunState, environment: Pick<Environment, 'id'>): Answer | undefined {
  const { status, activation, words } = upsun.controls.limitBehaviour;
  if (activation !== 'answer' || !isLimitReached(upsun, environment)) return undefined;
  if (words !== undefined) return problem(status, words);
  return problem(status, 'Environment limit reached', { error: wordsOf(upsun) });
}

/** The sentence with which git refuses a push for want of room. */
export function limitPushRefusal(upsun: UpsunState, id: string): string | undefined {
  const refuses = upsun.controls.limitBehaviour.push === 'refusal' && isLimitReached(upsun, { id });
  return refuses ? `Environment ${id} cannot be activated.\n${wordsOf(upsun)}` : undefined;
}

/** Fails an activity that would make an environment active, for want of room. */
export async function failForLimit(upsun: UpsunState, { id }: Environment, run: Run): Promise<Outcome> {
  const lines = [`E: Environment creation failed: ${id}`, `  ${wordsOf(upsun)}`];
  await narrate(upsun, run, 'deploy', lines, 50);
  return { kind: 'failure', reason: 'error', commands: [] };
}

function wordsOf({ controls }: UpsunState): string {
  const limit = controls.environmentLimit ?? 0;
  return (
    controls.limitBehaviour.words ??
    `The plan allows ${limit} preview environments, active and paused ones together, and all are in use.`
  );
}
