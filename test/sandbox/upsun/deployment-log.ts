import type { Environment } from './environment.ts';
import { siteRoutes } from './served.ts';
import { activeParent } from './standing.ts';
import type { UpsunState } from './state.ts';

/** What the log of a deployment says before the containers change. */
export function openingLines(upsun: UpsunState, environment: Environment): string[] {
  const { id, cloneParentOnCreate, machineName } = environment;
  const parent = cloneParentOnCreate ? activeParent(upsun, environment) : undefined;
  const creating = parent ? `, as a clone of ${parent.id}` : '';
  return [
    'Provisioning certificates',
    `  Certificate for ${machineName}-${upsun.projectId} is in place`,
    environment.deployment ? `Redeploying environment ${id}` : `Creating environment ${id}${creating}`,
    '  Preparing deployment',
    '  Opening application app and its relationships',
  ];
}

/** What it says of the routes, once they are served. */
export function routeLines(environment: Environment): string[] {
  const routes = Object.entries(environment.site ? siteRoutes(environment.site.url) : {});
  return [
    '  Environment configuration',
    '    app (type: nodejs:22, cpu: 0.1, memory: 128)',
    '  Environment routes',
    ...routes.map(([url, route]) =>
      route.type === 'redirect'
        ? `    ${url} redirects to ${route.to}`
        : `    ${url} is served by application \`app\``,
    ),
  ];
}
