import type { DeploymentOutcome } from '../apply/outcome.ts';
import { copied, type DeploymentReport, noticeable } from './deployment.ts';
import { inWords } from '../text/duration.ts';
import type { ConsoleLinks } from './links.ts';
import type { Log } from '../log.ts';

/** How a run that had something to apply ended, with what a reader wants to know of it. */
export type End =
  | (Exclude<DeploymentOutcome, { kind: 'outdated' }> & {
      /** Primary route of the environment's current deployment. */
      url: string | undefined;
      /** Milliseconds. */
      elapsed: number;
      /** Whose data was copied in this run. */
      copiedFrom: string | undefined;
    })
  | { kind: 'interrupted' }
  | { kind: 'error'; error: unknown };

interface Subject {
  environment: string;
  links: ConsoleLinks;
  /** Where to look into what went wrong. */
  page: string;
}

/** The terminal build status. Its link is the environment only where that was read from its current deployment. */
export function describeEnd(
  end: End,
  { environment, links, page: details }: Subject,
): { state: DeploymentReport['state']; description: string; url: string } {
  const page = links.environment(environment);
  switch (end.kind) {
    case 'deployed': {
      const data = end.copiedFrom ? `, data from ${end.copiedFrom}` : '';
      const warning = end.warning ? `; ${end.warning}` : '';
      const description = `${environment} ready in ${inWords(end.elapsed)}${data}${warning}`;
      return { state: 'successful', description, url: end.url ?? page };
    }
    case 'unchanged':
      return { state: 'successful', description: `${environment} is up to date`, url: end.url ?? page };
    case 'stored':
      return { state: 'successful', description: `${environment} has the code and is not active`, url: page };
    case 'queued':
      return {
        state: 'stopped',
        description: `${environment} is deployed without waiting for it`,
        url: page,
      };
    case 'closed':
      return { state: 'stopped', description: `${environment}: ${end.reason}`, url: page };
    case 'staged': {
      const description = `${environment} waits for a manual deployment`;
      return { state: 'stopped', description, url: links.activity(environment, end.activity.id) };
    }
    case 'cancelled':
    case 'failed': {
      const state = end.kind === 'failed' ? 'failed' : 'stopped';
      const url = end.activity ? links.activity(environment, end.activity.id) : details;
      return { state, description: `${environment}: ${end.reason}`, url };
    }
    case 'interrupted': {
      const description = `${environment}: the pipeline was stopped; what Upsun runs goes on`;
      return { state: 'stopped', description, url: details };
    }
    case 'error': {
      const said = end.error instanceof Error ? end.error.message.split('\n')[0] : String(end.error);
      return { state: 'failed', description: `${environment}: ${said}`, url: details };
    }
  }
}

/** The closing lines of the log: how it ended, what there is to know of it, and what to do next. */
export function printEnd(log: Log, end: End['kind'], report: DeploymentReport): void {
  log.line();
  const say = { successful: log.success, failed: log.error, stopped: log.warning }[report.state];
  say(end === 'queued' ? `${report.environment}: the deployment was begun; WAIT is off` : report.description);
  for (const [name, value] of factsOf(report)) log.line(`  ${name.padEnd(9)}${value}`);
  const next = end === 'failed' && report.logPage === undefined ? undefined : nextStep[end];
  if (next) log.line(`  ${next}`);
}

const nextStep: Partial<Record<End['kind'], string>> = {
  failed: 'Mend the cause and push again, or run this step again to have the same commit deployed once more.',
  cancelled: 'Push again, or run this step again to have the same commit deployed once more.',
  staged: 'Deploy it in the console, which is where its changes wait.',
};

function factsOf(report: DeploymentReport): [string, string][] {
  const { url, queued, data, parent, logPage } = report;
  const others = report.routes.filter((route) => route.url !== url && route.type === 'upstream');
  const facts: [string, string | undefined][] = [
    ['URL', url],
    ...others.map((route): [string, string] => ['also', route.url]),
    ['Commit', `${report.commit.slice(0, 8)} of ${report.branch}`],
    ['Parent', parent],
    ['Data', data && copied(data)],
    ['Queue', queued && queued >= noticeable ? inWords(queued) : undefined],
    ['Console', url ? undefined : report.environmentPage],
    ['Log', report.state === 'successful' ? undefined : logPage],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value]] : []));
}
