import type { Deployment, Environment } from './environment.ts';
import { href } from './hal.ts';
import { subscription } from './project.ts';
import { routesOf } from './routes.ts';
import { user, type UpsunState } from './state.ts';
import type { Variable } from './variables.ts';
import { webappResource } from './webapp.ts';

/** What is deployed in an environment, or what will be, with its routes. */
export async function deploymentResource(
  upsun: UpsunState,
  environment: Environment,
  deployment: Deployment,
  which: 'current' | 'next',
): Promise<object> {
  const { id, machineName, type } = environment;
  const path = `/environments/${encodeURIComponent(id)}/deployments/${which}`;
  return {
    id: which,
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    fingerprint: deployment.commit,
    cluster_name: `${upsun.projectId}-${machineName}`,
    project_info: {
      title: 'Sandbox',
      name: upsun.projectId,
      namespace: null,
      organization: null,
      capabilities: {},
      settings: {},
    },
    environment_info: {
      name: id,
      status: environment.status,
      is_main: id === upsun.defaultBranch,
      is_production: type === 'production',
      constraints: {},
      reference: `refs/heads/${id}`,
      machine_name: machineName,
      environment_type: type,
      links: {},
    },
    deployment_target: 'local',
    vpn: null,
    http_access: deployment.httpAccess,
    enable_smtp: environment.enableSmtp,
    restrict_robots: environment.restrictRobots,
    variables: deployment.variables.map(shownVariable),
    access: [{ entity_id: user.id, role: upsun.controls.role }],
    subscription: subscription(upsun),
    services: {},
    routes: routesOf(upsun, environment),
    webapps: { app: await webappResource(upsun, environment, deployment) },
    workers: {},
    container_profiles: 'default',
    _links: { self: { href: href(upsun, path) } },
  };
}

function shownVariable({ value, ...variable }: Variable): object {
  return {
    name: variable.name,
    ...(variable.is_sensitive ? {} : { value }),
    is_sensitive: variable.is_sensitive,
    is_json: variable.is_json,
    visible_build: variable.visible_build,
    visible_runtime: variable.visible_runtime,
  };
}
