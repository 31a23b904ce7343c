import type { Result } from './deployment.ts';
import type { End } from './end.ts';

/** The result of a run that had something to apply. `status`: that of the environment, where it was read back. */
export function resultOf(end: End['kind'], status: string | undefined): Result {
  switch (end) {
    case 'deployed':
    case 'unchanged':
      // Its code is on Upsun, but there is no site to look at.
      return status === 'inactive' || status === 'paused' ? 'stored' : end;
    case 'stored':
      return end;
    case 'queued':
    case 'staged':
      return 'queued';
    case 'closed':
    case 'no-room':
      return 'skipped';
    case 'cancelled':
    case 'no-backup':
    case 'unready':
    case 'failed':
    case 'interrupted':
    case 'error':
      return 'failed';
  }
}
