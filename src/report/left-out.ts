import { inParallel } from '../parallel.ts';
import type { Snapshot } from '../plan/desired.ts';
import { tipOf } from '../plan/target.ts';
import { whyLeftOut } from '../plan/left-out.ts';
import type { TargetPlan } from '../plan/reconciliation.ts';
import { wordReason } from '../text/reasons.ts';
import type { ReportPorts } from './channels/channel.ts';
import { consoleLinks } from './links.ts';
import { placeOf } from './place.ts';
import { openReporter } from './reporter.ts';
import { wholeCommit } from './retract.ts';

/** Pull requests that are told at once. */
const toldAtOnce = 8;

/**
 * Tells the pull requests for which nothing is deployed why that is, where nobody would know. A commit that has a result
 * keeps it. `runUrl`: the page of this run, whose log has the plan.
 */
export async function reportLeftOut(
  plans: readonly TargetPlan[],
  { project, environments }: Snapshot,
  runUrl: string | undefined,
  ports: ReportPorts,
): Promise<void> {
  const page = runUrl ?? consoleLinks(ports.hosts.console, project.id).project;
  await inParallel(plans, toldAtOnce, async (plan) => {
    const reason = whyLeftOut(plan, environments);
    if (!reason) return;
    const commit = await wholeCommit(tipOf(plan.target)?.commit, ports);
    const place = { ...placeOf(plan.target, project), commit };
    const description = `Nothing is deployed to ${place.environment}: ${wordReason(reason)}`;
    await openReporter(place, ports).retract({ kind: 'left-out', description, page });
  });
}
