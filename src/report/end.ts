import type { Outcome } from '../apply/context.ts';
import { inWords } from './duration.ts';
import type { EndState } from './build-status.ts';
import type { ConsoleLinks } from './links.ts';
import type { Log } from './log.ts';

/** How a run that had something to apply ended, with what a reader wants to know of it. */
export type End =
  | (Exclude<Outcome, { kind: 'outdated' }> & {
      /** Primary route of the environment's current deployment. */
      url: string | undefined;
      /** Milliseconds. */
      elapsed: number;
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
): { state: EndState; description: string; url: string } {
  const page = links.environment(environment);
  switch (end.kind) {
    case 'deployed': {
      const description = `${environment} ready in ${inWords(end.elapsed)}${end.warning ? `; ${end.warning}` : ''}`;
      return { state: 'SUCCESSFUL', description, url: end.url ?? page };
    }
    case 'unchanged':
      return { state: 'SUCCESSFUL', description: `${environment} is up to date`, url: end.url ?? page };
    case 'stored':
      return { state: 'SUCCESSFUL', description: `${environment} has the code and is not active`, url: page };
    case 'queued':
      return {
        state: 'STOPPED',
        description: `${environment} is deployed without waiting for it`,
        url: page,
      };
    case 'closed':
      return { state: 'STOPPED', description: `${environment}: ${end.reason}`, url: page };
    case 'staged': {
      const description = `${environment} waits for a manual deployment`;
      return { state: 'STOPPED', description, url: links.activity(environment, end.activity.id) };
    }
    case 'cancelled':
    case 'failed': {
      const state = end.kind === 'failed' ? 'FAILED' : 'STOPPED';
      const url = end.activity ? links.activity(environment, end.activity.id) : details;
      return { state, description: `${environment}: ${end.reason}`, url };
    }
    case 'interrupted': {
      const description = `${environment}: the pipeline was stopped; what Upsun runs goes on`;
      return { state: 'STOPPED', description, url: details };
    }
    case 'error': {
      const said = end.error instanceof Error ? end.error.message.split('\n')[0] : String(end.error);
      return { state: 'FAILED', description: `${environment}: ${said}`, url: details };
    }
  }
}

/** The closing lines of the log. */
export function printEnd(
  log: Log,
  end: Exclude<End, { kind: 'interrupted' | 'error' }>,
  subject: Subject,
): void {
  const { environment, links } = subject;
  const { description } = describeEnd(end, subject);
  log.line();
  switch (end.kind) {
    case 'failed':
    case 'cancelled':
      log.error(description);
      if (!end.activity) return;
      log.line(`  Log: ${links.activity(environment, end.activity.id)}`);
      log.line(
        '  Mend the cause and push again, or run this step again to have the same commit deployed once more.',
      );
      return;
    case 'staged':
      log.warning(description);
      log.line(`  Deploy it in the console: ${links.environment(environment)}`);
      return;
    case 'closed':
      log.warning(description);
      return;
    case 'queued':
      log.success(`${environment}: the deployment was begun; WAIT is off`);
      log.line(`  ${links.environment(environment)}`);
      return;
    default:
      log.success(description);
      log.line(`  ${end.url ?? links.environment(environment)}`);
  }
}
