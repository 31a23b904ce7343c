import type { Clock } from '../clock.ts';
import { PipeError } from '../errors.ts';
import { type Http, type HttpAnswer, type HttpRequest, parseAnswer } from '../http/client.ts';
import { hasStatus, HttpError } from '../http/errors.ts';
import { type IssuedToken, issueToken, renewingToken } from '../http/renewing-token.ts';
import { unexpectedAnswer } from '../http/unexpected.ts';
import type { Redactor } from '../text/redact.ts';
import { secondFactorRemedy } from '../text/second-factor.ts';
import { certificateAnswer } from './schemas.ts';
import type { Hosts } from './vendors.ts';

export interface SessionOptions {
  http: Http;
  hosts: Hosts;
  token: string;
  redactor: Redactor;
  clock: Clock;
}

/** Requests to Upsun in the name of the API token. */
export interface Session {
  send: (request: HttpRequest) => Promise<HttpAnswer>;
  /** The bearer header, for a request that is read while it arrives. */
  authorization: () => Promise<{ authorization: string }>;
  /** An SSH certificate for a public key, valid for about an hour. */
  certify: (publicKey: string) => Promise<string>;
}

/** Exchanges the API token for an access token when one is first needed, and again when that is refused or expires. */
export function openSession(options: SessionOptions): Session {
  const { http, hosts, clock } = options;
  const access = renewingToken(() => exchange(options), { clock });

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const sendWith = (token: string) =>
      http.send({ ...request, headers: bearer(token) }).catch((error: unknown) => {
        throw isStepUp(error) ? stepUp(error) : error;
      });
    const token = await access.current();
    return sendWith(token).catch(async (error: unknown) => {
      if (!hasStatus(error, 401)) throw error;
      const another = await access.replace(token);
      return sendWith(another).catch((again: unknown) => {
        throw hasStatus(again, 401) ? refusedToken(again) : again;
      });
    });
  }

  return {
    send,
    authorization: async () => bearer(await access.current()),
    async certify(publicKey) {
      const url = `${hosts.auth}/ssh`;
      const request: HttpRequest = { method: 'POST', url, json: { key: publicKey }, idempotent: true };
      const answer = await send(request).catch((error: unknown) => {
        throw error instanceof HttpError ? notCertified(error) : error;
      });
      return parseAnswer(certificateAnswer, `POST ${url}`, answer).certificate;
    },
  };
}

function exchange({ http, hosts, token, redactor }: SessionOptions): Promise<IssuedToken> {
  return issueToken(
    {
      url: `${hosts.auth}/oauth2/token`,
      pair: Buffer.from('platform-api-user:').toString('base64'),
      form: { grant_type: 'api_token', api_token: token },
      usualLifetime: 900,
      explainRefusal: (refusal) => (isStepUp(refusal) ? stepUp(refusal) : refusedToken(refusal)),
    },
    { http, redactor },
  );
}

function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

function refusedToken(cause: HttpError): PipeError {
  return new PipeError('configuration', `${hostOf(cause)} refused UPSUN_CLI_TOKEN: ${cause.said}`, {
    cause,
    remedy:
      'Make a new API token for the machine user in the Upsun console (My profile > API tokens) and store it as a secured variable.',
  });
}

function notCertified(cause: HttpError): PipeError {
  if (!hasStatus(cause, 400, 403)) return unexpectedAnswer(cause);
  return new PipeError('configuration', `${hostOf(cause)} issues no SSH certificate: ${cause.said}`, {
    cause,
    remedy:
      'Log in to the console as the machine user once and see what it asks for, such as multi-factor authentication; then make a new API token.',
  });
}

/**
 * Whether the token is good, but does not prove enough: as of RFC 9470, only the header says so.
 * https://github.com/platformsh/oauth2-php (GuzzleMiddleware.php), read 2026-11-25.
 */
function isStepUp(error: unknown): error is HttpError {
  if (!(error instanceof HttpError)) return false;
  return `${error.headers['www-authenticate']} ${error.body}`.includes('insufficient_user_authentication');
}

function stepUp(cause: HttpError): PipeError {
  return new PipeError(
    'configuration',
    `${hostOf(cause)} asks for multi-factor authentication, which UPSUN_CLI_TOKEN does not carry.`,
    { cause, remedy: secondFactorRemedy },
  );
}

/** Without the port that goes without saying. */
function hostOf({ server }: HttpError): string {
  return server.replace(/:443$/, '');
}
