import type { Activity } from './activity.ts';
import type { Environment } from './environment.ts';
import { isCancellable, operations, refusalOf, writeRefusal } from './rules.ts';
import { routesOf } from './routes.ts';
import { region, type UpsunState } from './state.ts';

export interface Link {
  href: string;
}
export type Links = Record<string, Link | Link[]>;

/** The address of something below the project, as a link names it. */
export function href(upsun: UpsunState, path: string): string {
  const host = upsun.controls.links === 'absolute' ? `https://${region}` : '';
  return `${host}/api/projects/${upsun.projectId}${path}`;
}

/** Links of the project itself. */
export function projectLinks(upsun: UpsunState): Links {
  const self = { href: href(upsun, '') };
  return writeRefusal(upsun) ? { self } : { self, '#edit': self };
}

/** Links of an environment: one for each operation that is allowed now. */
export function environmentLinks(upsun: UpsunState, environment: Environment): Links {
  const path = `/environments/${encodeURIComponent(environment.id)}`;
  const self = { href: href(upsun, path) };
  const links: Links = { self };
  for (const operation of operations) {
    if (refusalOf(upsun, environment, operation)) continue;
    const onItself = operation === 'edit' || operation === 'delete';
    links[`#${operation}`] = onItself ? self : { href: href(upsun, `${path}/${operation}`) };
  }
  const variables = { href: href(upsun, `${path}/variables`) };
  links['#variables'] = variables;
  if (!writeRefusal(upsun)) links['#manage-variables'] = variables;
  if (environment.site) {
    links['pf:routes'] = Object.keys(routesOf(upsun, environment)).map((url) => ({ href: url }));
  }
  return links;
}

/** Links of an activity; from a list, the log's link carries the query with which the list was asked for. */
export function activityLinks(upsun: UpsunState, activity: Activity, listQuery: string): Links {
  const path = `/activities/${activity.id}`;
  const query = listQuery === '' ? '' : `?${listQuery}`;
  return {
    self: { href: href(upsun, path) },
    log: { href: href(upsun, `${path}/log${query}`) },
    ...(isCancellable(upsun, activity) ? { '#cancel': { href: href(upsun, `${path}/cancel`) } } : {}),
  };
}
