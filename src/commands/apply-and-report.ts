import { applyActions } from '../apply/apply.ts';
import type { ApplyContext, Outcome } from '../apply/context.ts';
import type { Effects } from '../effects.ts';
import { PipeError } from '../errors.ts';
import type { UpsunProject } from '../upsun/index.ts';
import type { DeploymentFacts, Plan } from '../plan/deployment.ts';
import { environmentId, tipOf } from '../plan/environment.ts';
import { pullRequestClosed } from '../plan/reasons.ts';
import { openStatus, type StatusReport } from '../report/build-status.ts';
import { describeEnd, type End, printEnd } from '../report/end.ts';
import { consoleLinks } from '../report/links.ts';
import { reportDeactivated } from './deactivated.ts';
import { applyOptionsOf } from './policy.ts';

type Facts = DeploymentFacts & { project: UpsunProject };

/**
 * Applies a plan and leaves a terminal build status behind, however it ends. Only the last attempt takes a plan that
 * has become outdated for a failure.
 */
export async function applyAndReport(
  plan: Plan,
  facts: Facts,
  effects: Effects,
  last: boolean,
): Promise<Outcome> {
  const { clock, log, signal, surroundings } = effects;
  const started = clock.now();
  const environment = environmentId(facts.target);
  const links = consoleLinks(effects.hosts.console, facts.project.id);
  // Where an error is looked into: the activity, if there is one yet, else this very run.
  let page = surroundings.runUrl ?? links.environment(environment);
  const status = statusFor(facts, effects);
  const end = async (how: End) => {
    const { state, description, url } = describeEnd(how, { environment, links, page });
    await status?.end(state, description, url, how.kind === 'interrupted');
  };
  try {
    const onActivity: ApplyContext['onActivity'] = (id, { id: activity }) => {
      page = links.activity(id, activity);
      status?.inProgress(`${id} is being deployed`, page);
    };
    const applied = await applyActions(plan.actions, applyContext(facts, effects, onActivity));
    const outcome = await unlessClosed(applied, facts, effects);
    if (outcome.kind === 'outdated') {
      if (last) throw overtaken(outcome.reason);
      return outcome;
    }
    const url = await liveUrl(environment, outcome, effects);
    const how = { ...outcome, url, elapsed: clock.now() - started };
    printEnd(log, how, { environment, links, page });
    await end(how);
    return outcome;
  } catch (error) {
    await end(signal.aborted ? { kind: 'interrupted' } : { kind: 'error', error });
    throw error;
  }
}

/** A pull request may be closed while its environment is deployed, and nobody would come back to delete that. */
async function unlessClosed(
  outcome: Outcome,
  { target }: Facts,
  { bitbucket, log }: Effects,
): Promise<Outcome> {
  if (outcome.kind !== 'deployed' || target.kind !== 'pull-request' || !bitbucket) return outcome;
  try {
    const pullRequest = await bitbucket.pullRequest(target.pullRequest.id);
    if (!pullRequest || pullRequest.state === 'OPEN') return outcome;
    return { kind: 'closed', reason: `${pullRequestClosed(pullRequest)} by now` };
  } catch (error) {
    log.warning(`Whether the pull request is still open could not be read: ${String(error)}`);
    return outcome;
  }
}

function overtaken(reason: string): PipeError {
  return new PipeError('failure', `${reason}, twice in a row.`, {
    remedy:
      'Something else pushes to this environment. Let only one pipeline do so, for example with a concurrency-group.',
  });
}

/** The address of what was deployed, and never any other: only a live environment has one. */
async function liveUrl(
  environment: string,
  outcome: Outcome,
  { upsun, log }: Effects,
): Promise<string | undefined> {
  if (outcome.kind !== 'deployed' && outcome.kind !== 'unchanged') return undefined;
  try {
    const [route] = await upsun.routes(environment);
    return route?.url;
  } catch (error) {
    log.warning(`The URL of ${environment} could not be read: ${String(error)}`);
    return undefined;
  }
}

function statusFor(
  { target, project }: Facts,
  { bitbucket, settings, log, clock }: Effects,
): StatusReport | undefined {
  // Without waiting nobody would learn the result, and a status that stays in progress blocks merging.
  if (!bitbucket || !settings.BUILD_STATUS || !settings.WAIT) return undefined;
  const tip = tipOf(target);
  if (!tip) return undefined;
  const subject = {
    commit: tip.commit,
    branch: tip.name,
    project: project.id,
    environment: environmentId(target),
  };
  return openStatus(bitbucket, subject, { log, clock });
}

function applyContext(
  { target, project }: Facts,
  effects: Effects,
  onActivity: ApplyContext['onActivity'],
): ApplyContext {
  return {
    ...effects,
    pushUrl: project.repositoryUrl,
    fetchFrom: tipOf(target) ?? { name: environmentId(target) },
    options: applyOptionsOf(effects.settings),
    onActivity,
    onDeactivated: (id, pullRequest) => reportDeactivated(id, pullRequest, project.id, effects),
  };
}
