import type { Answer, Request, Routes } from '../server.ts';
import type { ActivityType } from './activity.ts';
import { accepted, refused } from './answers.ts';
import type { Environment } from './environment.ts';
import { withEnvironment } from './guards.ts';
import { queueUpdate } from './operations.ts';
import { invalid, problem } from './problem.ts';
import { refusalOf } from './rules.ts';
import { timestamp, type UpsunState } from './state.ts';
import { createVariable, seenVariables, variableResource, type Variable } from './variables.ts';

type Sent = Partial<Variable>;

/** The variables of an environment. */
export function variableRoutes(upsun: UpsunState): Routes {
  const path = '/projects/:project/environments/:environment/variables';
  const changed = (change: (environment: Environment, request: Request) => Answer) =>
    withEnvironment(upsun, (environment, request) => {
      const refusal = refusalOf(upsun, environment, 'edit');
      return refusal ? refused(refusal) : change(environment, request);
    });
  return {
    [`GET ${path}`]: withEnvironment(upsun, (environment) => ({
      status: 200,
      body: seenVariables(upsun, environment).map((seen) => variableResource(upsun, environment, seen)),
    })),
    [`GET ${path}/:variable`]: withEnvironment(upsun, (environment, { params }) => {
      const found = seenVariables(upsun, environment).find(
        ({ variable }) => variable.name === params['variable'],
      );
      return found ? { status: 200, body: variableResource(upsun, environment, found) } : missing;
    }),
    [`POST ${path}`]: changed((environment, { body }) => create(upsun, environment, body as Sent)),
    [`PATCH ${path}/:variable`]: changed((environment, { params, body }) => {
      const variable = environment.variables.get(params['variable'] ?? '');
      if (!variable) return missing;
      const edited = { ...variable, ...(body as Sent), updated_at: timestamp() };
      environment.variables.delete(variable.name);
      return write(upsun, environment, edited, 'environment.variable.update');
    }),
    [`DELETE ${path}/:variable`]: changed((environment, { params }) => {
      if (!environment.variables.delete(params['variable'] ?? '')) return missing;
      return accepted(upsun, apply(upsun, environment, 'environment.variable.delete'));
    }),
  };
}

const missing = problem(404, 'Variable not found');

function create(upsun: UpsunState, environment: Environment, sent: Sent | undefined): Answer {
  const { name, value } = sent ?? {};
  if (typeof name !== 'string' || name === '' || typeof value !== 'string' || value === '') {
    return invalid('A variable has a name and a value.');
  }
  if (environment.variables.has(name)) return problem(409, 'Conflict', { name: 'It exists already.' });
  const variable = createVariable({ ...sent, name, value });
  return write(upsun, environment, variable, 'environment.variable.create');
}

function write(upsun: UpsunState, environment: Environment, variable: Variable, type: ActivityType): Answer {
  environment.variables.set(variable.name, variable);
  const resource = variableResource(upsun, environment, { variable, inherited: false });
  return accepted(upsun, apply(upsun, environment, type), resource);
}

/** A live environment is redeployed with its new variables. */
function apply(upsun: UpsunState, environment: Environment, type: ActivityType) {
  const live = environment.status === 'active' && environment.deployment !== undefined;
  return live ? [queueUpdate(upsun, environment, type)] : [];
}
