import type { DeploymentOutcome } from '../apply/outcome.ts';
import { firstLineOf } from '../errors.ts';
import type { Rollback } from '../plan/reasons.ts';
import { inWords } from '../text/duration.ts';
import { wordReason, wordRollback } from '../text/reasons.ts';
import type { DeploymentReport } from './deployment.ts';
import type { ConsoleLinks } from './links.ts';

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

type Described = Pick<DeploymentReport, 'state' | 'description' | 'link'>;

/** The pages that an end can link to. */
interface Pages {
  environment: string;
  links: ConsoleLinks;
  /** Where to look into what went wrong. */
  page: string;
}

/** An end in one line, with what was taken back. Its link is the environment only where that was read from its current deployment. */
export function describeEnd(end: End, pages: Pages, rollback?: Rollback): Described {
  const described = describe(end, pages);
  if (!rollback) return described;
  return { ...described, description: `${described.description}; ${wordRollback(rollback)}` };
}

function describe(end: End, { environment, links, page: details }: Pages): Described {
  const page = links.environment(environment);
  switch (end.kind) {
    case 'deployed': {
      const data = end.copiedFrom ? `, data from ${end.copiedFrom}` : '';
      const warning = end.warning ? `; ${end.warning}` : '';
      const description = `${environment} ready in ${inWords(end.elapsed)}${data}${warning}`;
      return { state: 'successful', description, link: end.url ?? page };
    }
    case 'unchanged':
      return { state: 'successful', description: `${environment} is up to date`, link: end.url ?? page };
    case 'stored':
      return {
        state: 'successful',
        description: `${environment} has the code and is not active`,
        link: page,
      };
    case 'queued':
      return {
        state: 'stopped',
        description: `${environment} is deployed without waiting for it`,
        link: page,
      };
    case 'no-room': {
      const reason = wordReason({ code: 'no-room', room: { said: end.said }, wantedToEvict: false });
      const link = end.activity ? links.activity(environment, end.activity.id) : page;
      return { state: 'stopped', description: `${environment}: ${reason}`, link };
    }
    case 'closed':
      return { state: 'stopped', description: `${environment}: ${end.reason}`, link: page };
    case 'staged': {
      const description = `${environment} waits for a manual deployment`;
      return { state: 'stopped', description, link: links.activity(environment, end.activity.id) };
    }
    case 'cancelled':
    case 'no-backup':
    case 'unready':
    case 'failed': {
      const state = end.kind === 'cancelled' ? 'stopped' : 'failed';
      const link = end.activity ? links.activity(environment, end.activity.id) : details;
      return { state, description: `${environment}: ${end.reason}`, link };
    }
    case 'interrupted': {
      const description = `${environment}: the pipeline was stopped; what Upsun runs goes on`;
      return { state: 'stopped', description, link: details };
    }
    case 'error':
      return { state: 'failed', description: `${environment}: ${firstLineOf(end.error)}`, link: details };
  }
}
