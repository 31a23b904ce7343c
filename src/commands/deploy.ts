import type { Effects } from '../effects.ts';
import { exitCodes } from '../errors.ts';
import { listEnvironments, type ObservedProject } from '../observe/project.ts';
import { pullRequestsFrom } from '../observe/target.ts';
import { type Plan, planDeployment } from '../plan/deployment.ts';
import { matches } from '../plan/globs.ts';
import { isBlocked } from '../plan/room.ts';
import { environmentId } from '../plan/target.ts';
import { outputsWithout } from '../report/channels/outputs.ts';
import { printHeader, printMissingCredentials } from '../report/console/header.ts';
import { printDryRun, printPlan } from '../report/console/plans.ts';
import type { Settings } from '../settings/parse.ts';
import { wordNote } from '../text/reasons.ts';
import type { Trigger } from '../trigger/trigger.ts';
import { cleanUpAfterwards, cleanUpFirst } from './cleanup.ts';
import { deploy, environmentOf, observe, policyOf, refuseBackward } from './deployment.ts';

/**
 * The command `deploy`: brings one environment in line, and where the CI knows of branches only, those of the pull
 * requests that come from it; then cleans up. Returns the exit code.
 */
export async function deployAndCleanUp(effects: Effects): Promise<number> {
  const { log, bitbucket, outputs, journal } = effects;
  const trigger = effects.trigger();
  journal.trigger = trigger;
  const unreleased = trigger.kind === 'tag' ? whyUnreleased(trigger.tag, effects.settings) : undefined;
  if (unreleased) {
    log.info(unreleased);
    await outputs?.(outputsWithout('skipped'));
    return exitCodes.done;
  }
  printMissingCredentials(effects);
  let last = await deployTarget(trigger, effects);
  let { exitCode } = last;
  const pullRequests = await pullRequestsFrom(trigger, bitbucket);
  for (const pullRequest of pullRequests) {
    log.line();
    last = await deployTarget(pullRequest, effects);
    exitCode = Math.max(exitCode, last.exitCode);
  }
  const deployed = new Set([trigger, ...pullRequests].flatMap((one) => environmentOf(one) ?? []));
  await cleanUpAfterwards(effects, last.snapshot, deployed);
  return exitCode;
}

/** Why a tag is no release. */
function whyUnreleased(tag: string, { releaseTags }: Pick<Settings, 'releaseTags'>): string | undefined {
  if (releaseTags.length === 0)
    return `This run is for tag ${tag}. Without RELEASE_TAGS, environments follow branches and pull requests: nothing to deploy.`;
  if (matches(tag, releaseTags)) return undefined;
  return `This run is for tag ${tag}, which RELEASE_TAGS (${releaseTags.join(', ')}) does not match: nothing to deploy.`;
}

/** Brings one environment in line. Returns with it what the project is like now. */
async function deployTarget(
  trigger: Trigger,
  effects: Effects,
): Promise<{ exitCode: number; snapshot: ObservedProject }> {
  const { log, changes, outputs, journal } = effects;
  await outputs?.(outputsWithout('failed', environmentOf(trigger)));
  let observed = await observe(trigger, effects);
  printHeader(log, observed);
  journal.project = observed.project;
  const environment = environmentId(observed.target);
  if (isBlocked(environment, observed)) {
    const environments = await cleanUpFirst(effects, observed);
    observed = await observe(trigger, effects, { ...observed, environments });
  }
  const show = ({ notes, actions }: Plan) => {
    for (const note of notes) log.warning(wordNote(note));
    printPlan(log, actions);
    journal.plan.push(...actions);
  };
  if (!changes) {
    const plan = planDeployment(observed, policyOf(effects));
    show(plan);
    printDryRun(log);
    refuseBackward(plan.actions);
    await outputs?.(outputsWithout('skipped', environment));
    return { exitCode: exitCodes.done, snapshot: observed };
  }
  let isOld = false;
  const makeWay = (full: ObservedProject) => {
    isOld = true;
    return cleanUpFirst(effects, full);
  };
  const { exitCode, outcome } = await deploy(trigger, observed, effects, changes, { show, makeWay });
  if (outcome === 'skipped' || outcome === 'superseded')
    await outputs?.(outputsWithout(outcome, environment));
  // The list is older than what was just made, which is to be cleaned up too where its pull request was closed.
  isOld ||= outcome === 'closed';
  const environments = isOld ? await listEnvironments(effects.upsun) : observed.environments;
  return { exitCode, snapshot: { ...observed, environments } };
}
