import type { Check } from '../checks.ts';
import { isIncluded, type OrIncluded } from './layouts.ts';
import { isTrue, textOf, type Tree, under } from '../yaml-tree.ts';

const name = 'Primary route';

/**
 * Whether it is plain which URL stands for the environment in a build status: the vendor takes the first of several.
 * https://github.com/upsun/cli (EnvironmentUrlCommand), read in November 2026
 */
export function checkRoutes(
  routes: OrIncluded<readonly (readonly [string, Tree])[]>,
  applications: OrIncluded<readonly string[]>,
): Check {
  if (routes === 'included' || routes.some(([, route]) => isIncluded(route)))
    return { name, result: 'skipped', detail: 'the routes are included from a file that was not looked at' };
  if (routes.length === 0) return withoutRoutes(applications);
  const primary = routes.filter(([, route]) => isTrue(under(route, 'primary')));
  const upstream = routes.filter(([, route]) => textOf(under(route, 'type')) === 'upstream');
  const [chosen] = primary.length > 0 ? primary : upstream;
  if (primary.length > 1) {
    return {
      name,
      result: 'missing',
      detail: `several routes are primary: ${primary.map(([url]) => url).join(', ')}`,
      remedy: 'Leave primary: true to one of them.',
    };
  }
  if (!chosen) {
    return {
      name,
      result: 'note',
      detail: 'no route serves an application, so no URL can be reported',
      remedy: 'Give one route the type upstream.',
    };
  }
  const [url] = chosen;
  if (primary.length === 1 || upstream.length === 1) return { name, result: 'ok', detail: url };
  return {
    name,
    result: 'note',
    detail: `none of ${upstream.length} upstream routes is primary, so the first is: ${url}`,
    remedy: 'Write primary: true to the route whose URL shall be reported.',
  };
}

/** The vendor then makes one route of its own. */
function withoutRoutes(applications: OrIncluded<readonly string[]>): Check {
  if (applications !== 'included' && applications.length === 1)
    return { name, result: 'ok', detail: `no routes are defined; the default one serves ${applications[0]}` };
  if (applications.length === 0)
    return { name, result: 'skipped', detail: 'there is no application to serve' };
  return {
    name,
    result: 'note',
    detail: 'no routes are defined, and it is open which application the default one serves',
    remedy: 'Define a route for each application, and one of them with primary: true.',
  };
}
