import { PipeError } from '../../errors.ts';
import { HttpError } from '../../http/errors.ts';
import { unavailable } from '../../http/unexpected.ts';
import type { Credentials } from './credentials.ts';
import { type Exception, exceptionOf, isPage } from './exceptions.ts';

/** Whom a refusal is about. */
export interface Asker {
  credentials: Credentials;
  /** `PROJECT/slug` */
  repository: string;
}

/** Turns a refusal of Bitbucket's API into a sentence that names the variable to change; others pass unchanged. */
export function explainRefusal(error: unknown, asked: string, asker: Asker): unknown {
  if (!(error instanceof HttpError)) return error;
  const exception = exceptionOf(error);
  if ((error.status >= 300 && error.status < 400) || (error.status === 404 && isPage(error)))
    return notTheApi(error);
  if (exception === 'NoSuchRepositoryException' || exception === 'NoSuchProjectException')
    return unknownRepository(asker, error);
  if (error.status === 401 || error.status === 403)
    return locked(error, exception, asker) ?? notAllowed(error, exception, asked, asker);
  return (
    unavailable(error) ??
    new PipeError('failure', `Bitbucket would not ${asked}: ${error.said}`, { cause: error })
  );
}

/**
 * The ways in which a server turns away a password whatever it is. Observed in
 * https://github.com/vriesdemichael/bitbucket-data-center-cli (read 2026-11-21) and, for passwords that are switched off, in
 * https://github.com/atlassian/data-center-helm-charts/pull/1101 (read 2026-11-21).
 */
function locked(error: HttpError, exception: Exception, { credentials }: Asker): PipeError | undefined {
  const { variable } = credentials;
  if (/captcha/i.test(`${exception} ${error.headers['x-authentication-denied-reason']}`)) {
    return new PipeError(
      'configuration',
      `Bitbucket refused ${variable}: after too many failed logins it asks for a CAPTCHA.`,
      {
        cause: error,
        remedy: `Log in to Bitbucket with a browser as the user of ${variable}, and correct it before the next run.`,
      },
    );
  }
  if (/basic authentication .*disabled/i.test(error.body)) {
    return new PipeError('configuration', `Bitbucket refused ${variable}: ${error.said}`, {
      cause: error,
      remedy: 'Make an HTTP access token and pass it to the pipe as BITBUCKET_SERVER_TOKEN.',
    });
  }
  return undefined;
}

/**
 * Data Center says 401 for a missing permission, too; only the exception tells it from a wrong password.
 * https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21) has the status; the exception
 * was observed in https://github.com/vriesdemichael/bitbucket-data-center-cli (read 2026-11-21).
 */
function notAllowed(error: HttpError, exception: Exception, asked: string, asker: Asker): PipeError {
  const { variable } = asker.credentials;
  const forbidden = error.status === 403 || exception === 'AuthorisationException';
  const message = forbidden
    ? `${variable} may not ${asked}: ${error.said}`
    : `Bitbucket refused ${variable}: ${error.said}`;
  const remedy =
    exception === 'NoAccessAuthenticationException'
      ? 'Ask an administrator of Bitbucket to let this user in: it has no licence or no access.'
      : remedyOf(asker, forbidden);
  return new PipeError('configuration', message, { cause: error, remedy });
}

function remedyOf({ credentials, repository }: Asker, forbidden: boolean): string {
  const permission = `the permission "Repository read" on ${repository}`;
  if (credentials.kind === 'access-token') {
    const token = forbidden ? `an HTTP access token with ${permission}` : 'a new HTTP access token';
    return `Make ${token}, and pass it to the pipe as ${credentials.variable}.`;
  }
  return forbidden
    ? `Give the user in BITBUCKET_SERVER_USERNAME ${permission}.`
    : `Correct BITBUCKET_SERVER_USERNAME and ${credentials.variable}, or pass an HTTP access token as BITBUCKET_SERVER_TOKEN.`;
}

/** A repository that is not there. Project and slug are what the user wrote. */
export function unknownRepository({ repository, credentials }: Asker, cause: unknown): PipeError {
  return new PipeError(
    'configuration',
    `Bitbucket knows no repository ${repository}, or ${credentials.variable} cannot see it.`,
    { cause, remedy: 'REPOSITORY takes PROJECT/slug as in its address: /projects/PROJECT/repos/slug.' },
  );
}

function notTheApi(error: HttpError): PipeError {
  const { location } = error.headers;
  const target = location ? `, which leads to ${location.replace(/\?.*/, '')}` : '';
  return new PipeError(
    'configuration',
    `${error.server} answered ${error.status}${target}: that is not Bitbucket's REST API.`,
    {
      cause: error,
      remedy:
        'Set BITBUCKET_SERVER_URL to the base URL that the administration of Bitbucket shows, with its context path. Where that is right, REPOSITORY may have moved.',
    },
  );
}
