import type { Answer, Handler, Request, Routes } from '../server.ts';
import { cancelActivity } from './scheduler.ts';
import type { Activity } from './activity.ts';
import { listActivities } from './activity-list.ts';
import { accepted, refused } from './answers.ts';
import { allActivities } from './crons.ts';
import { invalid, problem } from './problem.ts';
import { changeRoutes } from './changes.ts';
import { backupRoutes } from './backups.ts';
import { branchRoutes } from './branch.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import { guard, withEnvironment } from './guards.ts';
import { href } from './hal.ts';
import { answerLog } from './log.ts';
import { projectResource, userResource } from './project.ts';
import { activityResource, environmentResource } from './resources.ts';
import { isCancellable, writeRefusal } from './rules.ts';
import type { UpsunState } from './state.ts';
import { variableRoutes } from './variable-routes.ts';

/** The routes of the API server, under both of the prefixes that the vendor serves. */
export function apiRoutes(upsun: UpsunState): Routes {
  const routes = {
    ...projectRoutes(upsun),
    ...environmentRoutes(upsun),
    ...activityRoutes(upsun),
    ...branchRoutes(upsun),
    ...changeRoutes(upsun),
    ...deploymentRoutes(upsun),
    ...variableRoutes(upsun),
    ...backupRoutes(upsun),
  };
  const guarded = Object.entries(routes).flatMap(([key, handler]): [string, Handler][] => {
    const [method = '', path = ''] = key.split(' ');
    return ['', '/api'].map((prefix) => [`${method} ${prefix}${path}`, guard(upsun, handler)]);
  });
  return Object.fromEntries(guarded);
}

function projectRoutes(upsun: UpsunState): Routes {
  const { controls } = upsun;
  return {
    'GET /users/me': () => ({ status: 200, body: userResource() }),
    'GET /projects/:project': () => ({ status: 200, body: projectResource(upsun) }),
    'GET /projects/:project/settings': () => ({
      status: 200,
      body: { ...controls.settings, _links: { self: { href: href(upsun, '/settings') } } },
    }),
    'GET /projects/:project/integrations': () =>
      controls.integrationsForbidden || controls.role !== 'admin'
        ? problem(403, 'Forbidden', { error: 'Only project admins see integrations.' })
        : { status: 200, body: controls.integrations },
    'GET /projects/:project/git/refs/:ref': async ({ params }) => {
      const name = params['ref'] ?? '';
      const sha = await upsun.repository.resolve(`refs/${name}`);
      if (sha === undefined) return problem(404, 'Ref not found');
      return { status: 200, body: { id: name, ref: `refs/${name}`, object: { type: 'commit', sha }, sha } };
    },
  };
}

function environmentRoutes(upsun: UpsunState): Routes {
  return {
    'GET /projects/:project/environments': async () => ({
      status: 200,
      body: await Promise.all([...upsun.environments.values()].map((one) => environmentResource(upsun, one))),
    }),
    'GET /projects/:project/environments/:environment': withEnvironment(upsun, async (environment) => ({
      status: 200,
      body: await environmentResource(upsun, environment),
    })),
    'GET /projects/:project/environments/:environment/activities': withEnvironment(
      upsun,
      ({ id }, { query }) => listActivities(upsun, query, id),
    ),
  };
}

function activityRoutes(upsun: UpsunState): Routes {
  const one = (answer: (activity: Activity, request: Request) => Answer): Handler => {
    return (request) => {
      const { activity: id, environment } = request.params;
      const activity = allActivities(upsun).find((candidate) => candidate.id === id);
      const belongs = !environment || activity?.environments.includes(environment);
      return activity && belongs ? answer(activity, request) : problem(404, 'Activity not found');
    };
  };
  const show = one((activity) => ({ status: 200, body: activityResource(upsun, activity) }));
  const log = one((activity, { query }) => readLog(upsun, activity, query));
  const cancel = one((activity) => {
    const forbidden = writeRefusal(upsun);
    if (forbidden) return refused({ because: 'permission', reason: forbidden });
    if (!isCancellable(upsun, activity)) return invalid('It cannot be cancelled.');
    cancelActivity(upsun, activity);
    return accepted(upsun, [activity]);
  });
  const routes: Routes = {};
  for (const owner of ['/projects/:project', '/projects/:project/environments/:environment']) {
    routes[`GET ${owner}/activities/:activity`] = show;
    routes[`GET ${owner}/activities/:activity/log`] = log;
    routes[`POST ${owner}/activities/:activity/cancel`] = cancel;
  }
  routes['GET /projects/:project/activities'] = ({ query }) => listActivities(upsun, query);
  return routes;
}

function readLog(upsun: UpsunState, { id, log }: Activity, query: URLSearchParams): Answer {
  // The list's own parameter, which its log links carry along: the real log endpoint trips over it.
  if (query.has('count')) return invalid('Unknown parameter: count');
  const dropped = upsun.droppedLogs.has(id);
  if (upsun.controls.logBehaviour === 'drop') upsun.droppedLogs.add(id);
  return answerLog(log, upsun.controls.logBehaviour, dropped, upsun.closing.signal);
}
