import type { LayoutName } from '../../upsun/vendors.ts';
import { entriesOf, itemsOf, textOf, type Tree, under } from '../yaml-tree.ts';

export interface ProjectFile {
  path: string;
  tree: Tree;
}

/** What stands in another file, which is not followed. */
export type OrIncluded<Value> = Value | 'included';

/** Where a vendor's project files are, and what is where in them. */
export interface Layout {
  /** For a reader. */
  files: string;
  isPart: (path: string) => boolean;
  /** Names of the applications. */
  applications: (files: readonly ProjectFile[]) => OrIncluded<readonly string[]>;
  /** Each URL with its route, in the order in which they are defined. */
  routes: (files: readonly ProjectFile[]) => OrIncluded<readonly (readonly [string, Tree])[]>;
  addApplication: string;
}

const routesFile = '.platform/routes.yaml';
const applicationsFile = '.platform/applications.yaml';
const applicationFile = '.platform.app.yaml';

export const layouts: Readonly<Record<LayoutName, Layout>> = {
  /** Every YAML file of one folder, with the same top-level keys. */
  upsun: {
    files: '.upsun/config.yaml',
    isPart: (path) => /^\.upsun\/[^/]+\.yaml$/.test(path),
    applications: (files) => {
      const entries = topLevel(files, 'applications');
      return entries === 'included' ? entries : entries.map(([name]) => name);
    },
    routes: (files) => topLevel(files, 'routes'),
    addApplication: 'Define one under the key applications in .upsun/config.yaml.',
  },
  /** A file per application, or one for all of them, and a file of routes. */
  platformsh: {
    files: applicationFile,
    isPart: (path) =>
      path === applicationFile ||
      path.endsWith(`/${applicationFile}`) ||
      path === applicationsFile ||
      path === routesFile,
    applications: (files) => {
      const single = files.filter(({ path }) => path.endsWith(applicationFile));
      const names = single.flatMap(({ path, tree }) => applicationName(tree, path));
      const all = files.find(({ path }) => path === applicationsFile)?.tree;
      if (isIncluded(all)) return 'included';
      const listed = itemsOf(all).flatMap((tree) => applicationName(tree, 'unnamed'));
      return [...names, ...listed, ...entriesOf(all).map(([name]) => name)];
    },
    routes: (files) => {
      const tree = files.find(({ path }) => path === routesFile)?.tree;
      return isIncluded(tree) ? 'included' : entriesOf(tree);
    },
    addApplication: `Define one in ${applicationFile}.`,
  },
};

/** Whether some vendor reads project configuration there. */
export function isProjectFile(path: string): boolean {
  return Object.values(layouts).some(({ isPart }) => isPart(path));
}

/** The entries under a key of all files; a later file replaces those of an earlier one. */
function topLevel(files: readonly ProjectFile[], key: string): OrIncluded<(readonly [string, Tree])[]> {
  const trees = files.map(({ tree }) => under(tree, key));
  if (trees.some(isIncluded)) return 'included';
  return [...new Map(trees.flatMap(entriesOf))];
}

function applicationName(tree: Tree, otherwise: string): string[] {
  return tree.kind === 'map' ? [textOf(under(tree, 'name')) ?? otherwise] : [];
}

export function isIncluded(tree: Tree | undefined): boolean {
  return tree?.tag === '!include';
}
