import type { Environment } from './environment.ts';
import { href } from './hal.ts';
import { timestamp, type UpsunState } from './state.ts';

/** A variable of an environment, with the names of the vendor's API. */
export interface Variable {
  name: string;
  value: string;
  attributes: Record<string, string>;
  is_json: boolean;
  is_sensitive: boolean;
  visible_build: boolean;
  visible_runtime: boolean;
  application_scope: string[];
  is_enabled: boolean;
  is_inheritable: boolean;
  created_at: string;
  updated_at: string;
}

/** A variable as an environment sees it: its own, or that of an environment above it. */
export interface SeenVariable {
  variable: Variable;
  inherited: boolean;
}

/** Makes a variable from what was sent, with the vendor's defaults. */
export function createVariable(sent: Pick<Variable, 'name' | 'value'> & Partial<Variable>): Variable {
  const now = timestamp();
  return {
    attributes: {},
    is_json: false,
    is_sensitive: false,
    visible_build: true,
    visible_runtime: true,
    application_scope: [],
    is_enabled: true,
    is_inheritable: true,
    ...sent,
    created_at: now,
    updated_at: now,
  };
}

/** All that an environment sees; what is nearer hides what is further up. */
export function seenVariables(upsun: UpsunState, environment: Environment): SeenVariable[] {
  const parent = environment.parent === null ? undefined : upsun.environments.get(environment.parent);
  const above = parent ? seenVariables(upsun, parent) : [];
  const inherited = above
    .filter(({ variable }) => variable.is_inheritable && !environment.variables.has(variable.name))
    .map(({ variable }) => ({ variable, inherited: true }));
  return [
    ...[...environment.variables.values()].map((variable) => ({ variable, inherited: false })),
    ...inherited,
  ];
}

/** What a deployment of an environment gets to see. */
export function enabledVariables(upsun: UpsunState, environment: Environment): Variable[] {
  const seen = seenVariables(upsun, environment).map(({ variable }) => variable);
  return structuredClone(seen.filter((variable) => variable.is_enabled));
}

/** Values by name. */
export function valuesOf(variables: Iterable<Variable>): Record<string, string> {
  return Object.fromEntries([...variables].map(({ name, value }) => [name, value]));
}

/** A variable as the API shows it: without its value where that is sensitive. */
export function variableResource(
  upsun: UpsunState,
  { id }: Environment,
  { variable, inherited }: SeenVariable,
): object {
  const { value, ...fields } = variable;
  const path = `/environments/${encodeURIComponent(id)}/variables/${encodeURIComponent(variable.name)}`;
  const self = { href: href(upsun, path) };
  return {
    ...fields,
    ...(variable.is_sensitive ? {} : { value }),
    id: variable.name,
    project: upsun.projectId,
    environment: id,
    inherited,
    _links: inherited ? { self } : { self, '#edit': self, '#delete': self },
  };
}
