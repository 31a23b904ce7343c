import type { Check } from '../checks.ts';
import { closingEvents, startedBy } from './events.ts';
import { good, note } from './finding.ts';
import { runs } from './pipe.ts';
import { listed, type Pipeline, type PipelineFile } from './read.ts';

const name = 'Clean-up';

/** Bitbucket keeps schedules among the repository's settings. */
const schedule = 'A schedule, which deleted branches need, is not in this file';

/** Whether something cleans up beside the deployments: when a pull request is closed, and on a schedule. */
export function checkCleanup(file: PipelineFile): Check[] {
  const custom = file.pipelines.filter(({ section }) => section === 'custom');
  const cleaning = custom.filter(cleansUp);
  if (cleaning.length === 0) return [nothingCleans(custom, file)];
  const heard = closingEvents.filter((event) => startedBy(file, [event]).some(cleansUp));
  const unheard = closingEvents.filter((event) => !heard.includes(event));
  const closing = startedBy(file, heard).filter(cleansUp);
  const others = cleaning.filter((one) => !closing.includes(one));
  const sentences = [
    ...(closing.length > 0 ? [`${listed(closing)} is started by ${heard.join(' and ')}`] : []),
    ...(others.length > 0 ? [`${listed(others)} is started by hand or by a schedule`] : []),
    ...(unheard.length > 0 ? [`Nothing that cleans up is started by ${unheard.join(' and ')}`] : []),
    schedule,
  ];
  const detail = sentences.join('. ');
  if (unheard.length === 0) return [good(name, detail)];
  const remedy = `Let triggers: ${unheard.join(' and ')} start one that cleans up, or check that it has a schedule under Pipelines > Schedules.`;
  return [note(name, cleaning[0]?.line ?? 1, detail, remedy)];
}

function nothingCleans(custom: readonly Pipeline[], { uses }: PipelineFile): Check {
  const remedy = `Add a custom pipeline with COMMAND: 'cleanup', give it a schedule, and let triggers: ${closingEvents.join(' and ')} start it.`;
  const imported = custom.filter((pipeline) => pipeline.imported);
  const [first] = imported;
  if (first) {
    const detail = `${listed(imported)} is imported from elsewhere; whether it cleans up was not looked at`;
    return note(name, first.line, detail, 'Run validate in the repository that it is imported from.');
  }
  const detail = 'environments of closed pull requests and deleted branches stay until the next deployment';
  return note(name, uses[0]?.pipe.line ?? 1, detail, remedy);
}

/** Deployments do so too, but nobody starts one for that. */
function cleansUp({ uses }: Pipeline): boolean {
  return uses.some(({ pipe }) => runs(pipe, 'cleanup', 'reconcile'));
}
