import type { Answer, Routes } from '../server.ts';
import { createActivity } from './activity.ts';
import { accepted, refused } from './answers.ts';
import { deploymentResource } from './deployment.ts';
import type { Environment } from './environment.ts';
import { withEnvironment } from './guards.ts';
import { href } from './hal.ts';
import { deployHead } from './operations.ts';
import { invalid, problem } from './problem.ts';
import { refusalOf } from './rules.ts';
import { queueActivity } from './scheduler.ts';
import type { UpsunState } from './state.ts';
import { describe } from './words.ts';

/** What is deployed in an environment, what will be, and what goes with it. */
export function deploymentRoutes(upsun: UpsunState): Routes {
  const path = '/projects/:project/environments/:environment';
  const missing = problem(404, 'Deployment not found');
  return {
    [`GET ${path}/deployments/current`]: withEnvironment(upsun, async (environment) => {
      const { deployment } = environment;
      if (!deployment) return missing;
      return { status: 200, body: await deploymentResource(upsun, environment, deployment, 'current') };
    }),
    [`GET ${path}/deployments/next`]: withEnvironment(upsun, async (environment) => {
      const { head, httpAccess, createdAt, updatedAt, deployment } = environment;
      if (head === null) return missing;
      const next = {
        files: {},
        variables: [],
        createdAt,
        updatedAt,
        ...deployment,
        httpAccess,
        commit: head,
      };
      return { status: 200, body: await deploymentResource(upsun, environment, next, 'next') };
    }),
    [`PATCH ${path}/deployments/next`]: withEnvironment(upsun, (environment, { body }) =>
      chooseResources(upsun, environment, body),
    ),
    [`GET ${path}/domains`]: withEnvironment(upsun, () => ({ status: 200, body: [] })),
    [`GET ${path}/settings`]: withEnvironment(upsun, ({ id }) => ({
      status: 200,
      body: {
        enable_manual_deployments: false,
        _links: { self: { href: href(upsun, `/environments/${encodeURIComponent(id)}/settings`) } },
      },
    })),
  };
}

/** Sets container sizes and deploys with them: what `resources.init=manual` waits for. */
function chooseResources(upsun: UpsunState, environment: Environment, body: unknown): Answer {
  const refusal = refusalOf(upsun, environment, 'edit');
  if (refusal) return refused(refusal);
  if (!upsun.flex) return invalid('This project has fixed container sizes.');
  const sent = body as { webapps?: { app?: { resources?: { profile_size?: string | null } } } } | undefined;
  const size = sent?.webapps?.app?.resources?.profile_size;
  if (!size) return problem(400, 'Bad Request', { webapps: 'No profile_size for the application app.' });
  environment.profileSize = size;
  environment.resourcesMissing = false;
  const type = 'environment.resources.update';
  const activity = createActivity(type, environment.id, describe(type, environment));
  return accepted(upsun, [
    queueActivity(upsun, activity, (run) => deployHead(upsun, environment, run), true),
  ]);
}
