import type { Action } from '../plan/actions.ts';
import type { DesiredEnvironment } from '../plan/desired.ts';
import { recordedNames, type VariableChanges, variableChanges, withNames } from '../plan/variables.ts';
import type { UpsunActivity } from '../upsun/upsun.ts';
import type { ApplyContext } from './context.ts';
import { followDeployment } from './deploying.ts';
import { applyOperation } from './operate.ts';
import type { DeploymentOutcome } from './outcome.ts';

type VariablesContext = Pick<ApplyContext, 'upsun' | 'writer' | 'log'>;

/** Changes the variables of an environment. Upsun deploys a live one for each, and the last of these is followed. */
export async function applyVariables(
  { id, changes, isWaitedFor }: Extract<Action, { kind: 'variables' }>,
  context: ApplyContext,
): Promise<DeploymentOutcome> {
  const last = await changeVariables(id, changes, context);
  if (!isWaitedFor) return { kind: 'unchanged' };
  return last ? followDeployment(id, last, context) : applyOperation(id, 'redeploy', context);
}

/** Sets what a new environment lacks before it is first built. */
export async function prepareVariables(
  { id, variables }: DesiredEnvironment,
  context: VariablesContext,
): Promise<void> {
  if (variables.length === 0) return;
  const [environment, present] = await Promise.all([
    context.upsun.environment(id),
    context.upsun.variables(id),
  ]);
  const changes = environment && variableChanges(variables, environment, present);
  if (changes) await changeVariables(id, changes, context);
}

/**
 * Returns the activity of the last change, if it began one. Every name is recorded before it is set and until it is
 * removed, so that a run that is killed in between leaves none that nobody would ever remove.
 */
async function changeVariables(
  id: string,
  { create, update, remove, names }: VariableChanges,
  context: VariablesContext,
): Promise<UpsunActivity | undefined> {
  const { writer, log } = context;
  const activities: UpsunActivity[] = [];
  await recordNames(id, [...names, ...remove], context);
  for (const name of remove) {
    log.info(`${id}: removing the variable ${name}`);
    activities.push(...(await writer.removeVariable(id, name)));
  }
  for (const variable of [...create, ...update]) {
    log.info(`${id}: setting the variable ${variable.name}`);
    activities.push(...(await writer.setVariable(id, variable, update.includes(variable))));
  }
  await recordNames(id, names, context);
  return activities.at(-1);
}

async function recordNames(
  id: string,
  names: readonly string[],
  { upsun, writer }: VariablesContext,
): Promise<void> {
  const environment = await upsun.environment(id);
  if (!environment || recordedNames(environment).join(' ') === names.join(' ')) return;
  await writer.edit(id, { attributes: withNames(environment, names) });
}
