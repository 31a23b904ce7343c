/** Runs of the pipe in the model: its own planner and cleaning up, and deployments taken step by step. */
import { isDeepStrictEqual } from 'node:util';
import type { CleanupSnapshot } from '../../../src/apply/cleanup.ts';
import { cleanUp, cleanUpAfterwards } from '../../../src/commands/cleanup.ts';
import { commandTraits } from '../../../src/commands/traits.ts';
import { PipeError } from '../../../src/errors.ts';
import { observeActivities, observeIdle, observeOpen } from '../../../src/observe/open.ts';
import { tellingTypes } from '../../../src/plan/activities.ts';
import { type Action, changesSomething } from '../../../src/plan/actions.ts';
import { wordReason } from '../../../src/text/reasons.ts';
import { planCleanup } from '../../../src/plan/cleanup.ts';
import { planDeployment } from '../../../src/plan/deployment.ts';
import type { Snapshot } from '../../../src/plan/desired.ts';
import { environmentId, type Target } from '../../../src/plan/environment.ts';
import {
  afterEdits,
  type Open,
  planReconciliation,
  type TargetPlan,
  targetsOf,
} from '../../../src/plan/reconciliation.ts';
import type { Choices } from './choices.ts';
import { type Circumstances, portsOn } from './effects.ts';

type Ports = ReturnType<typeof portsOn>;
import { isOutOfReach, objectionToDeactivation, objectionToDeletion } from './rules.ts';
import { take } from './take.ts';
import type { World } from './world.ts';

export interface Ran {
  /** What went against the rules. */
  problems: string[];
  /** Too much would have been deleted. */
  refused: boolean;
  /** What the run found to do. */
  steps: string[];
}

/** The command `cleanup`, or `reconcile`, or `deploy` for one target. */
export async function run(
  world: World,
  chosen: Choices,
  circumstances: Circumstances,
  choice = 0,
): Promise<Ran> {
  const ran: Ran = { problems: [], refused: false, steps: [] };
  const ports = portsOn(world, chosen, ran.problems, circumstances);
  const before = structuredClone(world);
  let open: Open;
  try {
    open = await observeOpen(ports);
  } catch {
    if (circumstances.command === 'deploy') await cleanUpAfterwards(ports, snapshotOf(world));
    if (!isDeepStrictEqual(world, before)) ran.problems.push('A list was not read, and something changed');
    return ran;
  }
  if (circumstances.command === 'deploy') {
    const targets = targetsOf({ ...open, ...snapshotOf(world) });
    const target = targets[choice % targets.length];
    if (target) await deploy(target, world, ports, ran);
  }
  const known = circumstances.command === 'deploy' ? await observeOpen(ports) : open;
  const cleaned = await cleanUpIn(world, chosen, ports, known, ran);
  if (circumstances.command === 'reconcile')
    await bringInLine(world, ports, known, cleaned, ran, !circumstances.meanwhile);
  return ran;
}

function snapshotOf({ environments, repository, defaultBranch, environmentLimit }: World): CleanupSnapshot {
  const project = { id: 'abc123', title: 'Shop', defaultBranch, environmentLimit };
  return { project, repository, environments: new Map(environments), concurrency: 2 };
}

async function cleanUpIn(
  world: World,
  chosen: Choices,
  ports: Ports,
  open: Open,
  ran: Ran,
): Promise<Snapshot['environments']> {
  const snapshot = snapshotOf(world);
  const policy = ports.settings;
  const idle = await observeIdle(
    ports.upsun,
    snapshot,
    open.openPullRequests ?? [],
    policy.protectedEnvironments,
  );
  const plan = planCleanup({ ...snapshot, ...open, idle, now: world.now }, policy);
  const rows = plan.kind === 'refused' ? plan.rows : plan.actions;
  const deletions = rows.filter(({ kind }) => kind === 'delete');
  for (const { kind, id } of rows) {
    if (kind !== 'keep') ran.steps.push(`${kind} ${id}`);
    const judge = {
      delete: objectionToDeletion,
      deactivate: objectionToDeactivation,
      edit: undefined,
      keep: undefined,
    };
    const objection = judge[kind]?.(world, chosen, id);
    if (objection) ran.problems.push(`the plan is to ${kind} ${id} although ${objection}`);
  }
  if (deletions.length > chosen.maxDeletions && plan.kind !== 'refused')
    ran.problems.push('MAX_DELETIONS was exceeded');
  const before = structuredClone(world);
  try {
    const { environments, exitCode } = await cleanUp(ports, snapshot, open);
    if (exitCode !== 0) ran.problems.push(`cleaning up failed: ${ran.steps.join(', ')}`);
    return await environments();
  } catch (error) {
    if (!(error instanceof PipeError) || error.kind !== 'refusal') throw error;
    ran.refused = true;
    if (!isDeepStrictEqual(world.environments, before.environments))
      ran.problems.push('A refused plan changed something');
    return snapshot.environments;
  }
}

async function bringInLine(
  world: World,
  ports: Ports,
  open: Open,
  environments: Snapshot['environments'],
  ran: Ran,
  undisturbed: boolean,
): Promise<void> {
  const snapshot = { ...snapshotOf(world), environments };
  const plans = await planFor(snapshot, ports, open);
  for (const { target, actions } of plans) {
    const due = actions.filter(changesSomething);
    for (const { kind, id, reason } of due) ran.steps.push(`${kind} ${id}: ${wordReason(reason)}`);
    if (due.length > 0) await deploy(target, world, ports, ran, undisturbed ? actions : undefined);
  }
}

/** The settings with the trait of the command. */
function policyOf({ settings }: Ports) {
  return { ...settings, wakesIdle: commandTraits[settings.command].wakesIdle };
}

async function planFor(snapshot: Snapshot, ports: Ports, open: Open): Promise<TargetPlan[]> {
  const { upsun, settings } = ports;
  const policy = policyOf(ports);
  const targets = targetsOf({ ...snapshot, ...open });
  const activities = await observeActivities(upsun, targets, snapshot, policy);
  const facts = { ...snapshot, ...open, activities, evictable: [], merges: new Map() };
  const later = {
    ...snapshot,
    environments: afterEdits(snapshot.environments, planReconciliation(facts, policy)),
  };
  const evictable = await observeIdle(
    upsun,
    later,
    open.openPullRequests ?? [],
    settings.protectedEnvironments,
  );
  return planReconciliation({ ...facts, evictable }, policy);
}

/** Plans for one target as things are now, which must be what was `planned` before, and takes the steps. */
async function deploy(
  target: Target,
  world: World,
  ports: Ports,
  ran: Ran,
  planned?: readonly Action[],
): Promise<void> {
  const { upsun, settings } = ports;
  const snapshot = snapshotOf(world);
  const now = await targetNow(target, ports);
  const open = await observeOpen(ports);
  const evictable = await observeIdle(
    upsun,
    snapshot,
    open.openPullRequests ?? [],
    settings.protectedEnvironments,
  );
  const activities = await upsun.activities(environmentId(now), tellingTypes);
  const facts = { ...snapshot, target: now, commit: undefined, activities, evictable };
  const { actions } = planDeployment(facts, policyOf(ports));
  if (planned && !isDeepStrictEqual(tellingOf(actions), tellingOf(planned)))
    ran.problems.push(`planned ${JSON.stringify(planned)} but did ${JSON.stringify(actions)}`);
  const id = environmentId(now);
  const branch = now.kind === 'branch' ? now.name : now.pullRequest.source.name;
  const isForeign = isOutOfReach(world.environments.get(id), now.kind, branch, world, settings);
  if (isForeign && actions.some(changesSomething)) ran.problems.push(`${id} is not ours to change`);
  for (const action of actions) {
    if (take(world, action) === 'outdated') return deploy(target, world, ports, ran);
  }
}

async function targetNow(target: Target, { reader, bitbucket }: Ports): Promise<Target> {
  if (target.kind === 'branch') return { ...target, tip: await reader.branch(target.name) };
  const pullRequest = await bitbucket?.pullRequest(target.pullRequest.id);
  return { ...target, pullRequest: pullRequest ?? target.pullRequest };
}

/** A plan without what was only read for it, such as an activity. */
function tellingOf(actions: readonly Action[]): unknown {
  return actions.map(({ ...action }) =>
    'activity' in action ? { ...action, activity: action.activity.id } : action,
  );
}
