import type { Check } from '../checks.ts';
import { type PipelineFile, runs } from './read.ts';
import { byTrigger, listed } from './reach.ts';

const name = 'Clean-up';
const closing = ['pullrequest-fulfilled', 'pullrequest-rejected'] as const;

/** Whether something cleans up beside the deployments: when a pull request is closed, and on a schedule. */
export function checkCleanup(file: PipelineFile): Check[] {
  const custom = file.pipelines.filter(({ section }) => section === 'custom');
  const cleaning = custom.filter(({ uses }) => uses.some(({ pipe }) => runs(pipe, 'cleanup', 'reconcile')));
  if (cleaning.length === 0) {
    const imported = custom.filter((pipeline) => pipeline.imported);
    if (imported.length > 0) {
      const detail = `${listed(imported)} is imported from elsewhere; whether it cleans up was not looked at`;
      return [{ name, result: 'note', detail }];
    }
    return [
      {
        name,
        result: 'note',
        detail: 'environments of closed pull requests and deleted branches stay until the next deployment',
        remedy: `Add a custom pipeline with COMMAND: 'cleanup', give it a schedule, and let triggers: ${closing.join(' and ')} start it.`,
      },
    ];
  }
  const unheard = closing.filter((event) => !byTrigger(file, event).some((one) => cleaning.includes(one)));
  // Bitbucket keeps schedules among the repository's settings.
  const schedule = `A schedule for it, which deleted branches need, is not in this file`;
  if (unheard.length === 0)
    return [{ name, result: 'ok', detail: `${listed(cleaning)} when a pull request is closed. ${schedule}` }];
  return [
    {
      name,
      result: 'note',
      detail: `${listed(cleaning)} is not started by ${unheard.join(' and ')}. ${schedule}`,
      remedy: `Let triggers: ${unheard.join(' and ')} start it, or see that it has a schedule under Pipelines > Schedules.`,
    },
  ];
}
