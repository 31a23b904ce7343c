import type { Clock } from '../clock.ts';
import type { AskSite, SiteAnswer } from '../http/site.ts';
import type { Log } from '../log.ts';
import { isLive } from '../plan/live.ts';
import type { HttpAuth } from '../plan/policy.ts';
import { poll } from '../poll.ts';
import { inWords } from '../text/duration.ts';
import type { Route, UpsunEnvironment } from '../upsun/upsun.ts';
import type { DeploymentOutcome } from './outcome.ts';

type Unready = Extract<DeploymentOutcome, { kind: 'unready' }>;

/** The settings of the check, each under its own name. */
interface ReadySettings {
  wait: boolean;
  readyPath: string | undefined;
  /** Milliseconds. */
  readyTimeout: number;
  httpAuth: HttpAuth | undefined;
}

interface ReadyPorts {
  settings: ReadySettings;
  askSite: AskSite;
  clock: Clock;
  log: Pick<Log, 'info'>;
  signal: AbortSignal;
}

/** An environment as it was read back after its deployment. */
interface Deployed {
  environment: UpsunEnvironment | undefined;
  /** The primary one first. */
  routes: readonly Route[];
  /** It asks for the user and password of HTTP_AUTH. */
  isPreview: boolean;
}

const pauses = { first: 500, longest: 5000 };
/** Milliseconds until one question is given up. */
const longestQuestion = 10_000;

/** The outcome of a deployment, or that its site is not ready: READY_PATH was not answered in time. */
export async function unlessUnready<Outcome extends DeploymentOutcome>(
  outcome: Outcome,
  { environment, routes, isPreview }: Deployed,
  { settings, ...ports }: ReadyPorts,
): Promise<Outcome | Unready> {
  const { wait, readyPath, readyTimeout, httpAuth } = settings;
  if (!wait || !readyPath || (outcome.kind !== 'deployed' && outcome.kind !== 'unchanged')) return outcome;
  if (environment && !isLive(environment)) return outcome;
  const [primary] = routes;
  const url = primary && new URL(readyPath, primary.url);
  const problem = url
    ? await waitUntilReady(
        {
          url,
          origins: routes.map((route) => new URL(route.url).origin),
          user: isPreview ? httpAuth : undefined,
        },
        readyTimeout,
        ports,
      )
    : `READY_PATH could not be checked, because ${environment ? 'it has no route' : 'its routes could not be read'}`;
  if (!problem) return outcome;
  const activity = outcome.kind === 'deployed' ? { activity: outcome.activity } : {};
  return { kind: 'unready', ...activity, reason: `live, but ${problem}` };
}

/** Asks until the answer is good, and returns `undefined`; what is wrong with the last answer, where the time is over. */
async function waitUntilReady(
  question: Omit<Parameters<AskSite>[0], 'timeout'>,
  bound: number,
  { askSite, clock, log, signal }: Omit<ReadyPorts, 'settings'>,
): Promise<string | undefined> {
  const { url } = question;
  let problem: string | undefined;
  await poll(
    async (elapsed) => {
      const timeout = Math.max(1000, Math.min(longestQuestion, bound - elapsed));
      const before = problem;
      problem = problemOf(await askSite({ ...question, timeout }), url, inWords(bound));
      if (!problem) return true;
      if (!before)
        log.info(`Waiting until ${url.host}${url.pathname} answers, for ${inWords(bound)} at most`);
      return undefined;
    },
    { bound, pauses },
    { clock, signal },
  );
  if (!problem) log.info(`${url.host}${url.pathname} answers`);
  return problem;
}

/** The query may hold a secret, and is never shown. */
function problemOf(answer: SiteAnswer, { pathname, host }: URL, time: string): string | undefined {
  switch (answer.kind) {
    case 'answered':
      return answer.status < 400 ? undefined : `${pathname} answered ${answer.status} for ${time}`;
    case 'redirected':
      return `${pathname} redirects to ${answer.to}, which is none of its routes`;
    case 'untrusted':
      return `the certificate of ${host} could not be trusted for ${time} (${answer.code})`;
    case 'unanswered':
      return `${pathname} gave no answer for ${time} (${answer.code})`;
  }
}
