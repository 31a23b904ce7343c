/** The variables that every pull request environment gets. */
import type { PreviewVariable } from './policy.ts';
import type { Environment, EnvironmentVariable, PullRequest } from './world.ts';

/** A variable as it should be. `mark` is kept beside it, and tells whether a value that nobody can read is the right one. */
export interface DesiredVariable {
  name: string;
  value: string;
  isSecret: boolean;
  mark: string;
}

/** What must be done for the variables of an environment to be as they should. */
export interface VariableChanges {
  create: readonly DesiredVariable[];
  update: readonly DesiredVariable[];
  remove: readonly string[];
  /** The names to record. */
  names: readonly string[];
}

/** Whether something is filled in for each environment. */
export function hasPlaceholder(value: string): boolean {
  return /\{(?:pull_request|branch|commit)\}/.test(value);
}

/** The variables of the environment of a pull request, at this commit. */
export function variablesFor(
  { id, source }: PullRequest,
  commit: string,
  variables: readonly PreviewVariable[],
): DesiredVariable[] {
  return variables.map(({ name, value: given, fingerprint }) => {
    const value = given
      .replaceAll('{pull_request}', String(id))
      .replaceAll('{commit}', commit)
      // Last, because a branch may have any name.
      .replaceAll('{branch}', () => source.name);
    return { name, value, isSecret: fingerprint !== undefined, mark: fingerprint ?? value };
  });
}

/** The attribute that names the variables that the pipe has set. */
const record = 'preview_variables';

/** The names of the variables that the pipe has set in an environment, or was about to. */
export function recordedNames({ attributes }: Pick<Environment, 'attributes'>): string[] {
  return (attributes[record] ?? '').split(' ').filter(Boolean);
}

/** The attributes of an environment in which these variables are set. A name has no space. */
export function withNames(
  { attributes }: Pick<Environment, 'attributes'>,
  names: readonly string[],
): Record<string, string> {
  return { ...attributes, [record]: names.join(' ') };
}

/** What must be changed, or `undefined` where nothing differs. `present`: the environment's own variables. */
export function variableChanges(
  desired: readonly DesiredVariable[],
  environment: Pick<Environment, 'attributes'>,
  present: readonly EnvironmentVariable[],
): VariableChanges | undefined {
  const names = desired.map(({ name }) => name);
  const known = new Map(present.map((variable) => [variable.name, variable]));
  const recorded = recordedNames(environment);
  const create = desired.filter(({ name }) => !known.has(name));
  const update = desired.filter((one) => {
    const variable = known.get(one.name);
    return variable !== undefined && !isSame(one, variable);
  });
  const remove = recorded.filter((name) => known.has(name) && !names.includes(name));
  const isRecorded = recorded.join(' ') === names.join(' ');
  const isDone = isRecorded && create.length + update.length + remove.length === 0;
  return isDone ? undefined : { create, update, remove, names };
}

function isSame({ value, isSecret, mark }: DesiredVariable, present: EnvironmentVariable): boolean {
  if (isSecret && !present.isSensitive) return false;
  return present.value === undefined ? present.mark === mark : present.value === value;
}
