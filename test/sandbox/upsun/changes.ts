import type { Answer, Handler, Routes } from '../server.ts';
import { accepted, refused } from './answers.ts';
import { invalid, problem } from './problem.ts';
import { withEnvironment } from './guards.ts';
import { editEnvironment } from './edit.ts';
import type { Environment } from './environment.ts';
import { queueDeletion, queueOperation, type Input } from './operations.ts';
import { environmentResource } from './resources.ts';
import { limitRefusal } from './limit.ts';
import { operations, refusalOf, type Operation } from './rules.ts';
import type { UpsunState } from './state.ts';

/** The routes that change an environment. */
export function changeRoutes(upsun: UpsunState): Routes {
  const environment = '/projects/:project/environments/:environment';
  const routes: Routes = {
    [`PATCH ${environment}`]: change(upsun, 'edit', (found, body) => edit(upsun, found, body)),
    [`DELETE ${environment}`]: change(upsun, 'delete', (found) =>
      accepted(upsun, [queueDeletion(upsun, found)]),
    ),
  };
  for (const operation of operations) {
    if (operation === 'edit' || operation === 'delete' || operation === 'branch') continue;
    routes[`POST ${environment}/${operation}`] = change(upsun, operation, async (found, body) => {
      const input = (body ?? {}) as Input;
      const wrong = inputProblem(upsun, found, operation, input);
      if (wrong) return wrong;
      const activity = queueOperation(upsun, found, operation, input);
      return accepted(upsun, [activity], await environmentResource(upsun, found));
    });
  }
  return routes;
}

function change(
  upsun: UpsunState,
  operation: Operation,
  perform: (environment: Environment, body: unknown) => Answer | Promise<Answer>,
): Handler {
  return withEnvironment(upsun, (environment, { body }) => {
    const refusal = refusalOf(upsun, environment, operation);
    return refusal ? refused(refusal) : perform(environment, body);
  });
}

async function edit(upsun: UpsunState, environment: Environment, body: unknown): Promise<Answer> {
  const edited = editEnvironment(upsun, environment, body);
  if (edited.kind === 'invalid') return problem(400, 'Bad Request', edited.detail);
  return accepted(upsun, edited.activities, await environmentResource(upsun, environment));
}

function inputProblem(
  upsun: UpsunState,
  environment: Environment,
  operation: Operation,
  body: Input,
): Answer | undefined {
  if (operation === 'activate') return activationProblem(upsun, environment, body);
  if (operation === 'synchronize') return synchronizationProblem(upsun, body);
  return undefined;
}

function activationProblem(
  upsun: UpsunState,
  environment: Environment,
  { resources }: Record<string, unknown>,
): Answer | undefined {
  if (resources && !upsun.flex) {
    return problem(400, 'Bad Request', { resources: 'This project has fixed container sizes.' });
  }
  return limitRefusal(upsun, environment);
}

function synchronizationProblem(upsun: UpsunState, body: Record<string, unknown>): Answer | undefined {
  if (body['synchronize_resources'] && !upsun.flex) return invalid('This project has fixed container sizes.');
  if (body['synchronize_code'] || body['rebase']) return invalid('Code is brought here by git push only.');
  return body['synchronize_data'] ? undefined : invalid('Nothing to synchronize.');
}
