import { short } from '../../text/commits.ts';
import { inWords, noticeable } from '../../text/duration.ts';
import type { Log } from '../../log.ts';
import { copied } from '../copied-data.ts';
import type { DeploymentReport } from '../deployment.ts';
import type { End } from '../end.ts';

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
  'no-backup': 'Fix the cause, then re-run this step. Production is as it was.',
  unready: 'Fix the cause and push, or re-run this step to check it again.',
  cancelled: 'Push again, or run this step again to have the same commit deployed once more.',
  staged: 'Deploy it in the console, which is where its changes wait.',
};

function factsOf(report: DeploymentReport): [string, string][] {
  const { url, queued, data, parent, logPage } = report;
  const others = report.routes.filter((route) => route.url !== url && route.type === 'upstream');
  const facts: [string, string | undefined][] = [
    ['URL', url],
    ...others.map((route): [string, string] => ['also', route.url]),
    ['Commit', report.commit && `${short(report.commit)} of ${report.branch}`],
    ['Parent', parent],
    ['Data', data && copied(data)],
    ['Queue', queued && queued >= noticeable ? inWords(queued) : undefined],
    ['Console', url ? undefined : report.environmentPage],
    ['Log', report.state === 'successful' ? undefined : logPage],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value]] : []));
}
