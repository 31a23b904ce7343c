import { PipeError } from '../../errors.ts';
import { HttpError } from '../../http/errors.ts';
import type { Credentials } from './credentials.ts';

/** Turns a refusal of Bitbucket's API into a sentence that names the variable to change; others pass unchanged. */
export function refused(error: unknown, asked: string, credentials: Credentials): unknown {
  if (!(error instanceof HttpError)) return error;
  const { variable } = credentials;
  if (error.status === 401) {
    return new PipeError('configuration', `Bitbucket refused ${variable}: ${error.said}`, {
      cause: error,
      remedy: `Make a new token, store it as a secured repository variable, and pass it to the pipe as ${variable}.`,
    });
  }
  if (error.status === 403) {
    return new PipeError('configuration', `${variable} may not ${asked}: ${error.said}${scopes(error)}`, {
      cause: error,
      remedy: 'Make a new token with the scopes that the README lists under Prerequisites.',
    });
  }
  return new PipeError('failure', `Bitbucket would not ${asked}: ${error.said}`, { cause: error });
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

function scopes(error: HttpError): string {
  const lists = ['required', 'granted'].map((name) => [name, list(error.body, name)] as const);
  const known = lists
    .filter(([, scopes]) => scopes !== undefined)
    .map(([name, scopes]) => `${name}: ${scopes || 'none'}`);
  return known.length > 0 ? ` (${known.join('; ')})` : '';
}

/** The names in a list of the body's `error.detail`, which is an object here but a sentence elsewhere. */
function list(body: string, name: string): string | undefined {
  return new RegExp(`"${name}"\\s*:\\s*\\[([^\\]]*)\\]`).exec(body)?.[1]?.replaceAll('"', '');
}
