import type { Check } from '../checks.ts';
import type { Project } from './layouts.ts';
import { type Part, placeOf } from './part.ts';
import { isTrue, textOf, under } from '../yaml/tree.ts';

const name = 'Primary route';

/** Whether the routes are written as addresses with what is below them. */
export function checkRouteForms({ routes, malformedRoutes }: Project): Check[] {
  return [
    ...malformedRoutes.map((part): Check => {
      const remedy = "Write each one as 'https://{default}/': with its type and upstream below.";
      return wrongForm(part, 'the routes are no mapping of addresses, so Upsun refuses the push', remedy);
    }),
    ...routes.flatMap(([url, part]) => {
      if (/[“”„‟‘’‚«»]/.test(url)) {
        const plain = url.replaceAll(/[“”„‟‘’‚«»]/g, '');
        const detail = `${url} is no address: its quotes are not those of YAML, but a part of it`;
        return [wrongForm(part, detail, `Write '${plain}' with straight quotes.`)];
      }
      return [];
    }),
  ];
}

function wrongForm(part: Part, detail: string, remedy: string): Check {
  return { name: 'Routes', result: 'missing', place: placeOf(part), detail, remedy };
}

/**
 * Whether it is plain which URL stands for the environment in a build status: the vendor takes the first of several.
 * https://github.com/upsun/cli (EnvironmentUrlCommand), read in November 2026
 */
export function checkRoutes(project: Project): Check {
  const { routes, unknown, malformedRoutes } = project;
  if (unknown.includes('routes'))
    return {
      name,
      result: 'skipped',
      detail: 'the routes are included from a file that was not looked at',
    };
  if (malformedRoutes.length > 0) return { name, result: 'skipped', detail: 'the routes cannot be read' };
  if (routes.length === 0) return withoutRoutes(project);
  const primary = routes.filter(([, route]) => isTrue(under(route.tree, 'primary')));
  const upstream = routes.filter(([, route]) => textOf(under(route.tree, 'type')) === 'upstream');
  const [chosen] = primary.length > 0 ? primary : upstream;
  if (primary.length > 1) return several(primary);
  if (!chosen) {
    return {
      name,
      result: 'note',
      detail: 'no route serves an application, so no URL can be reported',
      remedy: 'Give one route the type upstream.',
    };
  }
  const [url, route] = chosen;
  if (/\/\/[^/]*\*/.test(url)) return wildcard(url, route);
  if (primary.length === 1 || upstream.length === 1) return { name, result: 'ok', detail: url };
  return {
    name,
    result: 'note',
    place: placeOf(route),
    detail: `none of ${upstream.length} upstream routes is primary, so the first is: ${url}`,
    remedy: 'Write primary: true to the route whose URL should be reported.',
  };
}

function several(primary: readonly (readonly [string, Part])[]): Check {
  const place = primary[1] && placeOf(primary[1][1]);
  return {
    name,
    result: 'missing',
    ...(place && { place }),
    detail: `several routes are primary: ${primary.map(([url]) => url).join(', ')}`,
    remedy: 'Leave primary: true to one of them.',
  };
}

/** It stands for many names, of which none is the one to open. */
function wildcard(url: string, route: Part): Check {
  return {
    name,
    result: 'note',
    place: placeOf(route),
    detail: `${url} is a wildcard, so the URL that is reported opens nothing`,
    remedy: "Add a route such as 'https://{default}/', with primary: true.",
  };
}

/** The vendor then makes one route of its own. */
function withoutRoutes({ applications, unknown }: Project): Check {
  const [only, ...others] = applications;
  const isKnown = !unknown.includes('applications');
  if (only && others.length === 0 && isKnown)
    return { name, result: 'ok', detail: `no routes are defined; the default one serves ${only.name}` };
  if (!only && isKnown) return { name, result: 'skipped', detail: 'there is no application to serve' };
  return {
    name,
    result: 'note',
    detail: 'no routes are defined, and it is open which application the default one serves',
    remedy: 'Define a route for each application, and one of them with primary: true.',
  };
}
