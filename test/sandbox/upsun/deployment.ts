import type { Deployment, Environment } from './environment.ts';
import { href } from './hal.ts';
import { subscription } from './project.ts';
import { siteRoutes } from './served.ts';
import { user, type UpsunState } from './state.ts';

/** What is deployed in an environment, with its routes. */
export function deploymentResource(
  upsun: UpsunState,
  environment: Environment,
  deployment: Deployment,
): object {
  const { id, machineName, type, site } = environment;
  const path = `/environments/${encodeURIComponent(id)}/deployments/current`;
  return {
    id: 'current',
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
    variables: [],
    access: [{ entity_id: user.id, role: upsun.controls.role }],
    subscription: subscription(upsun),
    services: {},
    routes: site ? siteRoutes(site.url) : {},
    webapps: {},
    workers: {},
    container_profiles: 'default',
    _links: { self: { href: href(upsun, path) } },
  };
}
