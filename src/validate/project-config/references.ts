import type { Check } from '../checks.ts';
import type { Project } from './layouts.ts';
import { type Part, partsOf, partUnder, placeOf } from './part.ts';
import { isNothing, textOf, under } from '../yaml/tree.ts';

/** A place that names an application or a service. */
interface Reference {
  /** Completes the sentence "… which is no application and no service". */
  what: string;
  target: string;
  part: Part;
}

/** Whether what routes and relationships name is there: otherwise Upsun refuses the push. */
export function checkReferences(project: Project): Check[] {
  const { applications, services, unknown } = project;
  // Whatever is not known may be in the files that were not found.
  if (unknown.includes('applications') || unknown.includes('services')) return [];
  if (applications.length === 0) return [];
  const names = new Set([...applications, ...services].map(({ name }) => name));
  return [...upstreams(project), ...relationships(project)]
    .filter(({ target }) => !names.has(target))
    .map(({ what, target, part }) => ({
      name: 'Services',
      result: 'missing',
      place: placeOf(part),
      detail: `${what} ${target}, which is no application and no service`,
      remedy: `Define ${target}, or write one of these: ${[...names].join(', ')}.`,
    }));
}

function upstreams({ routes }: Project): Reference[] {
  return routes.flatMap(([url, route]) => {
    const part = partUnder(route, 'upstream');
    const upstream = part && textOf(part.tree)?.trim();
    return part && upstream
      ? [{ what: `the route ${url} leads to`, target: upstream.split(':')[0] ?? '', part }]
      : [];
  });
}

/** `database: 'db:mysql'`, `database: { service: db }`, or `database:` for a service of that name. */
function relationships({ applications }: Project): Reference[] {
  return applications.flatMap(({ part: application }) => {
    const all = partUnder(application, 'relationships');
    return all ? partsOf(all).flatMap(([key, part]) => relationship(key, part)) : [];
  });
}

function relationship(key: string, part: Part): Reference[] {
  const { tree } = part;
  // Whatever else a vendor may allow there is up to it.
  if (tree.kind === 'list' || tree.tag?.startsWith('!')) return [];
  const service = tree.kind === 'map' ? textOf(under(tree, 'service')) : textOf(tree);
  const target = isNothing(tree) || !service ? key : (service.split(':')[0] ?? key);
  return [{ what: `the relationship ${key} leads to`, target, part }];
}
