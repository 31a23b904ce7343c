import type { Answer, Handler, Request } from '../server.ts';
import { isAuthorized, stepUpRequired, unauthorized } from './auth.ts';
import type { Environment } from './environment.ts';
import { problem } from './problem.ts';
import type { UpsunState } from './state.ts';

/** Lets only requests with a good access token for the right project through. */
export function guard(upsun: UpsunState, handler: Handler): Handler {
  return (request) => {
    const { project } = request.params;
    if (!isAuthorized(upsun, request)) return unauthorized;
    if (project !== undefined && upsun.controls.stepUp) return stepUpRequired;
    if (project !== undefined && project !== upsun.projectId) return problem(404, 'Project not found');
    return handler(request);
  };
}

/** Hands the environment that the address names to `answer`, or answers that there is none. */
export function withEnvironment(
  upsun: UpsunState,
  answer: (environment: Environment, request: Request) => Answer | Promise<Answer>,
): Handler {
  return (request) => {
    const environment = upsun.environments.get(request.params['environment'] ?? '');
    return environment ? answer(environment, request) : problem(404, 'Environment not found');
  };
}
