import { type VendorName, vendors } from '../../upsun/vendors.ts';
import type { Check } from '../checks.ts';
import { checkApplications } from './applications.ts';
import { type Layout, layouts } from './layouts.ts';
import { openReader, type Reader } from './part.ts';
import { checkReferences } from './references.ts';
import { checkRouteForms, checkRoutes } from './routes.ts';

const name = 'Project configuration';

/**
 * Checks the project configuration in a commit: that it is there, can be read, has an application, names only what it
 * defines, and leaves no doubt which of its URLs is the primary one. `read` gives the text of a path, or `undefined` where
 * there is none.
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
  const reader = openReader(read);
  const files = found.flatMap((path) => reader.file(path) ?? []);
  const unreadable = found.filter((path) => read(path) === undefined);
  const project = layout.read(files, reader);
  const problems = [...unreadable.map(cannotBeRead), ...flawsOf(reader)];
  // What a broken file holds is unknown, so nothing that rests on it is judged.
  if (problems.length > 0) return problems;
  return [
    { name, result: 'ok', detail: found.join(', ') },
    ...besides(layout, paths),
    ...repeatedKeys(reader),
    ...checkApplications(project, layout, found),
    ...checkReferences(project),
    ...checkRouteForms(project),
    checkRoutes(project),
  ];
}

function absent(known: readonly Layout[], paths: readonly string[]): Check {
  const wanted = known.map(({ files }) => files).join(' and no ');
  const [misnamed] = misnamedOf(paths);
  return {
    name,
    result: 'missing',
    detail: `the commit has no ${wanted}`,
    remedy: misnamed
      ? `Rename ${misnamed}: only names that end in .yaml are read.`
      : `Add ${known[0]?.files}; without it nothing is built.`,
  };
}

function misnamedOf(paths: readonly string[]): string[] {
  return paths.filter((path) => /^\.(upsun|platform)\/[^/]+\.yml$|(^|\/)\.platform\.app\.yml$/.test(path));
}

/** Files that look like a part of it, and that nobody reads. */
function besides(layout: Layout, paths: readonly string[]): Check[] {
  const others = Object.values(layouts).filter((other) => other !== layout);
  const unread = paths.filter((path) => !layout.isPart(path) && others.some(({ isPart }) => isPart(path)));
  const [first] = unread;
  const present = paths.find(layout.isPart);
  return [
    ...misnamedOf(paths).map((path): Check => {
      const detail = 'not read, because its name ends in .yml';
      return noted(path, 1, detail, 'Rename it to end in .yaml, or delete it.');
    }),
    ...(first
      ? [
          noted(
            first,
            1,
            `not read, because ${present} goes first${unread.length > 1 ? `; nor are ${unread.slice(1).join(', ')}` : ''}`,
            'Keep the configuration of one kind, and delete the other.',
          ),
        ]
      : []),
  ];
}

function noted(file: string, line: number, detail: string, remedy: string): Check {
  return { name, result: 'note', place: { file, line }, detail, remedy };
}

function cannotBeRead(path: string): Check {
  return {
    name,
    result: 'missing',
    detail: `${path} cannot be read`,
    remedy: 'It must be a file of its own, and no link or submodule.',
  };
}

function flawsOf({ flaws }: Reader): Check[] {
  return flaws.map(({ path, line, problem, remedy = 'Correct it; until then Upsun refuses the push.' }) => ({
    name,
    result: 'missing',
    place: { file: path, line },
    detail: `not valid YAML: ${problem}`,
    remedy,
  }));
}

/** The vendors take the last of two keys with one name. */
function repeatedKeys({ repeated }: Reader): Check[] {
  return repeated.map(({ path, line, key, first }) =>
    noted(
      path,
      line,
      `${key} stands in line ${first} already, and only the last one counts`,
      'Keep one of them.',
    ),
  );
}
