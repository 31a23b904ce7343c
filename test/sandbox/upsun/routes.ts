import type { Environment } from './environment.ts';
import { type Route, siteRoutes } from './served.ts';
import type { UpsunState } from './state.ts';

/** The routes of an environment by their address; none while nothing is served. */
export function routesOf({ controls }: UpsunState, { site }: Environment): Record<string, Route> {
  return site ? siteRoutes(controls.routeUrl(site.url)) : {};
}
