import { request as open } from 'undici';
import type { Clock } from '../clock.ts';
import { type Network, openDispatcher } from './dispatcher.ts';
import { isTlsProblem, networkCode, proxyStatus } from './errors.ts';

/** What a site is asked for. */
export interface SiteQuestion {
  url: URL;
  /** Where redirections are followed to, and nowhere else. */
  origins: readonly string[];
  /** Whom the site lets in. */
  user: { user: string; password: string } | undefined;
  /** Milliseconds until the question is given up, its redirections included. */
  timeout: number;
}

/** What came of asking a site once. */
export type SiteAnswer =
  | { kind: 'answered'; status: number }
  /** It leads elsewhere: to a host that is not its own, or in a circle. */
  | { kind: 'redirected'; to: string }
  | { kind: 'unanswered'; code: string }
  | { kind: 'untrusted'; code: string };

/** Asks a site for a page. Rejects only when the run is stopped. */
export type AskSite = (question: SiteQuestion) => Promise<SiteAnswer>;

interface SiteNetwork extends Network {
  userAgent: string;
  clock: Pick<Clock, 'timeout'>;
  signal: AbortSignal;
}

const mostRedirections = 10;

/** The way to the sites that are deployed. None of the tokens of this run is known here. */
export function openSites({ userAgent, clock, signal, ...network }: SiteNetwork): AskSite {
  const dispatcher = openDispatcher(network);

  async function ask(question: SiteQuestion, until: AbortSignal): Promise<SiteAnswer> {
    let { url } = question;
    for (let redirections = 0; redirections <= mostRedirections; redirections += 1) {
      const headers = { 'user-agent': userAgent, accept: '*/*', ...authorizationAt(url, question) };
      const { statusCode, headers: answered, body } = await open(url, { dispatcher, headers, signal: until });
      // Whatever it says: its status is all that was asked for.
      body.on('error', () => {}).destroy();
      const location = [answered.location].flat()[0];
      if (statusCode < 300 || statusCode >= 400 || location === undefined)
        return { kind: 'answered', status: statusCode };
      const next = URL.parse(location, url.href);
      if (!next || !question.origins.includes(next.origin))
        return { kind: 'redirected', to: next?.origin ?? 'an address that is not valid' };
      url = next;
    }
    return { kind: 'redirected', to: 'itself' };
  }

  return async (question) => {
    const timeout = clock.timeout(question.timeout);
    try {
      return await ask(question, AbortSignal.any([signal, timeout]));
    } catch (error) {
      signal.throwIfAborted();
      return timeout.aborted ? { kind: 'unanswered', code: 'timeout' } : failureOf(error);
    }
  };
}

/** A password that belongs to a page over TLS is not repeated to one without. */
function authorizationAt({ origin, protocol }: URL, { url, user }: SiteQuestion): Record<string, string> {
  if (!user || (origin !== url.origin && protocol !== 'https:')) return {};
  const pair = Buffer.from(`${user.user}:${user.password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

function failureOf(error: unknown): SiteAnswer {
  const status = proxyStatus(error);
  if (status) return { kind: 'unanswered', code: `the proxy answered ${status}` };
  const code = networkCode(error);
  return { kind: isTlsProblem(code) ? 'untrusted' : 'unanswered', code };
}
