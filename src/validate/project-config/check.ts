import { type VendorName, vendors } from '../../upsun/vendors.ts';
import type { Check } from '../checks.ts';
import { foundOf, type Look, whenFound } from '../look.ts';
import { parseTree } from '../yaml-tree.ts';
import { type Layout, layouts, type ProjectFile } from './layouts.ts';
import { checkRoutes } from './routes.ts';

const name = 'Project configuration';

/**
 * Checks the project configuration in a commit: that it is there, can be read, has an application, and leaves no doubt
 * which of its URLs is the primary one. `read` gives the text of a path, or `undefined` where there is none.
 */
export function checkProjectFiles(
  vendor: VendorName,
  paths: readonly string[],
  read: (path: string) => string | undefined,
): Check[] {
  const known = vendors[vendor].layouts.map((layout) => layouts[layout]);
  const layout = known.find(({ isPart }) => paths.some(isPart));
  if (!layout) return [absent(known, paths)];
  const found = paths.filter(layout.isPart).toSorted();
  const parsed = found.map((path) => parse(path, read(path)));
  const problems = parsed.flatMap((file) => whenFound(file, () => []));
  // What a broken file holds is unknown, so nothing that rests on it is judged.
  if (problems.length > 0) return problems;
  const files = parsed.flatMap((file) => foundOf(file) ?? []);
  return [
    { name, result: 'ok', detail: found.join(', ') },
    checkApplications(layout, files),
    checkRoutes(layout.routes(files), layout.applications(files)),
  ];
}

function absent(known: readonly Layout[], paths: readonly string[]): Check {
  const wanted = known.map(({ files }) => files).join(' and no ');
  const misnamed = paths.find((path) =>
    /^\.(upsun|platform)\/[^/]+\.yml$|(^|\/)\.platform\.app\.yml$/.test(path),
  );
  return {
    name,
    result: 'missing',
    detail: `the commit has no ${wanted}`,
    remedy: misnamed
      ? `Rename ${misnamed}: only names that end in .yaml are read.`
      : `Add ${known[0]?.files}; without it nothing is built.`,
  };
}

function parse(path: string, text: string | undefined): Look<ProjectFile> {
  if (text === undefined) return broken(`${path} cannot be read`, 'It must be a file of its own.');
  // The vendors take the last of two keys with one name.
  const parsed = parseTree(text, { uniqueKeys: false });
  if (parsed.kind === 'tree') return { kind: 'found', found: { path, tree: parsed.tree } };
  return broken(
    `${path}, line ${parsed.line}, is not valid YAML: ${parsed.problem}`,
    'Correct it; until then Upsun refuses the push.',
  );
}

function broken(detail: string, remedy: string): Look<ProjectFile> {
  return { kind: 'problem', problem: { name, result: 'missing', detail, remedy } };
}

function checkApplications(layout: Layout, files: readonly ProjectFile[]): Check {
  const applications = layout.applications(files);
  if (applications === 'included')
    return { name: 'Applications', result: 'skipped', detail: 'included from a file that was not looked at' };
  if (applications.length > 0) return { name: 'Applications', result: 'ok', detail: applications.join(', ') };
  return {
    name: 'Applications',
    result: 'missing',
    detail: `no application is defined in ${files.map(({ path }) => path).join(', ')}`,
    remedy: layout.addApplication,
  };
}
