import type { LayoutName } from '../../upsun/vendors.ts';
import { type Part, partItems, partsOf, partUnder, placeOf, type Reader } from './part.ts';
import { isNothing, textOf, under } from '../yaml/tree.ts';

/** Something that has a name, or should have one. */
export interface Named {
  name: string | undefined;
  part: Part;
}

/** What project files define, wherever they define it. */
export interface Project {
  applications: readonly Named[];
  services: readonly Named[];
  /** Each URL with its route, in the order in which they are defined. */
  routes: readonly (readonly [string, Part])[];
  /** Routes that are not written as URLs with what is below them. */
  malformedRoutes: readonly Part[];
  /** What stands in files that were not found: nothing that rests on it is judged. */
  unknown: readonly ('applications' | 'services' | 'routes')[];
}

/** Where a vendor's project files are, and what is where in them. */
export interface Layout {
  /** For a reader. */
  files: string;
  isPart: (path: string) => boolean;
  read: (files: readonly Part[], reader: Pick<Reader, 'follow'>) => Project;
  addApplication: string;
}

const routesFile = '.platform/routes.yaml';
const servicesFile = '.platform/services.yaml';
const applicationsFile = '.platform/applications.yaml';
const applicationFile = '.platform.app.yaml';

export const layouts: Readonly<Record<LayoutName, Layout>> = {
  /** Every YAML file of one folder, with the same top-level keys. */
  upsun: {
    files: '.upsun/config.yaml',
    isPart: (path) => /^\.upsun\/[^/]+\.yaml$/.test(path),
    read: (files, reader) => {
      const all = (key: string) => files.flatMap((file) => partUnder(file, key) ?? []);
      return projectOf(all('applications'), all('services'), all('routes'), reader);
    },
    addApplication: 'Define one under the key applications in .upsun/config.yaml.',
  },
  /** A file per application, or one for all of them, and files of routes and services. */
  platformsh: {
    files: applicationFile,
    isPart: (path) =>
      path === applicationFile ||
      path.endsWith(`/${applicationFile}`) ||
      [applicationsFile, routesFile, servicesFile].includes(path),
    read: (files, reader) => {
      const at = (path: string) => files.filter((file) => file.path === path);
      const project = projectOf(at(applicationsFile), at(servicesFile), at(routesFile), reader);
      const single = files.filter(({ path }) => path.endsWith(applicationFile));
      return { ...project, applications: [...single.map(withName), ...project.applications] };
    },
    addApplication: `Define one in ${applicationFile}.`,
  },
};

/** Whether some vendor reads project configuration there. */
export function isProjectFile(path: string): boolean {
  return Object.values(layouts).some(({ isPart }) => isPart(path));
}

function projectOf(
  applications: readonly Part[],
  services: readonly Part[],
  routes: readonly Part[],
  { follow }: Pick<Reader, 'follow'>,
): Project {
  const found = (parts: readonly Part[]) => parts.flatMap((part) => follow(part) ?? []);
  const [allApplications, allServices, allRoutes] = [found(applications), found(services), found(routes)];
  const listed = allApplications.flatMap(partItems);
  const wholeRoutes = allRoutes.flatMap(partsOf).map(([url, part]) => [url, follow(part)] as const);
  return {
    applications: [
      ...listed.flatMap((item) => follow(item) ?? []).map(withName),
      ...allApplications.flatMap(partsOf).map(([name, part]) => ({ name, part: follow(part) ?? part })),
    ],
    services: allServices.flatMap(partsOf).map(([name, part]) => ({ name, part: follow(part) ?? part })),
    // A later file replaces what an earlier one says of a URL.
    routes: [...new Map(wholeRoutes.flatMap(([url, part]) => (part ? [[url, part] as const] : [])))],
    malformedRoutes: allRoutes.filter(({ tree }) => tree.kind !== 'map' && !isNothing(tree)),
    unknown: [
      ...([...applications, ...listed].some((part) => !follow(part)) ? (['applications'] as const) : []),
      ...(services.some((part) => !follow(part)) ? (['services'] as const) : []),
      ...(routes.some((part) => !follow(part)) || wholeRoutes.some(([, part]) => !part)
        ? (['routes'] as const)
        : []),
    ],
  };
}

/** An application that says its name itself. */
function withName(part: Part): Named {
  return { name: textOf(under(part.tree, 'name')), part };
}

/** For a reader. */
export function written(part: Part): string {
  const { file, line } = placeOf(part);
  return `${file}:${line}`;
}
