import * as z from 'zod';
import { PipeError } from '../../errors.ts';
import { answerBehind, HttpError } from '../../http/errors.ts';
import { unavailable } from '../../http/unexpected.ts';
import type { Credentials } from './credentials.ts';

/** Turns a refusal of Bitbucket's API into a sentence that names the variable to change; others pass unchanged. */
export function explainRefusal(error: unknown, asked: string, credentials: Credentials): unknown {
  if (!(error instanceof HttpError)) return error;
  const { variable } = credentials;
  const isConsumer = credentials.kind === 'oauth-consumer';
  if (error.status === 401) {
    return new PipeError('configuration', `Bitbucket refused ${variable}: ${error.said}`, {
      cause: error,
      remedy: isConsumer
        ? 'Compare BITBUCKET_OAUTH_KEY and BITBUCKET_OAUTH_SECRET with the OAuth consumer (Workspace settings > OAuth consumers).'
        : `Make a new token, store it as a secured repository variable, and pass it to the pipe as ${variable}.`,
    });
  }
  if (error.status === 403) {
    return new PipeError('configuration', `${variable} may not ${asked}: ${error.said}`, {
      cause: error,
      remedy: `${isConsumer ? 'Save the OAuth consumer' : 'Make a new token'} with the scopes that docs/permissions.md of the pipe lists.`,
    });
  }
  return (
    unavailable(error) ??
    new PipeError('failure', `Bitbucket would not ${asked}: ${error.said}`, { cause: error })
  );
}

const errorBody = z.object({ type: z.literal('error') });

/**
 * Whether Bitbucket itself says that something does not exist, and not a proxy in front of it.
 * https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-21)
 */
export function isAbsence(error: unknown): boolean {
  const answer = answerBehind(error, 404);
  return answer !== undefined && errorBody.safeParse(answer.json).success;
}

export function unknownRepository(repository: string, credentials: Credentials, cause: unknown): PipeError {
  return new PipeError(
    'configuration',
    `Bitbucket knows no repository ${repository}, or ${credentials.variable} cannot see it.`,
    {
      cause,
      remedy:
        'Use a token of this very repository, or of its project or workspace; REPOSITORY takes workspace/slug.',
    },
  );
}
