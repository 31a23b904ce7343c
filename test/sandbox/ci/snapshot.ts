import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { git } from '../bitbucket/git.ts';

/** The state of a clone as text, by what of it that text describes. */
export type Snapshot = Record<string, string>;

/** Records everything about a user's clone that a pipe has no business to change. */
export async function takeSnapshot(directory: string): Promise<Snapshot> {
  const files = await readdir(directory);
  return {
    ...(files.includes('.git') ? await snapshotOfClone(directory) : {}),
    files: files.filter((file) => file !== '.bitbucket').join('\n'),
  };
}

async function snapshotOfClone(directory: string): Promise<Snapshot> {
  const ignoresGenerated = ['--', '.', ':(exclude).bitbucket/pipelines/generated'];
  const status = ['--no-optional-locks', 'status', '--porcelain', '--untracked-files=all', '--ignored'];
  const repository = join(directory, '.git');
  const [workTree, names] = await Promise.all([
    git(directory, [...status, ...ignoresGenerated]),
    filesBelow(repository),
  ]);
  const known = await Promise.all(
    names.map(async (name) => [name, await contentOf(repository, name)] as const),
  );
  return { 'work tree': workTree, ...Object.fromEntries(known) };
}

/** As text, line by line for the characters that git writes in it. Objects are named after theirs. */
async function contentOf(repository: string, name: string): Promise<string> {
  if (name.startsWith('objects/')) return 'present';
  return readFile(join(repository, name), 'latin1').catch(() => 'a directory');
}

/** Tells what differs between two snapshots, a line of text for each line that came or went. */
export function compareSnapshots(before: Snapshot, after: Snapshot): string[] {
  const parts = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...parts].flatMap((part) => {
    const [old, present] = [lines(before[part]), lines(after[part])];
    if (before[part] === after[part]) return [];
    const gone = old.filter((line) => !present.includes(line)).map((line) => `${part}: - ${line}`);
    const added = present.filter((line) => !old.includes(line)).map((line) => `${part}: + ${line}`);
    return gone.length + added.length > 0 ? [...gone, ...added] : [`${part}: other order or blank lines`];
  });
}

/** Everything that lies below a directory, by its path from there. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.map((entry) => relative(directory, join(entry.parentPath, entry.name))).toSorted();
}

function lines(text = ''): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
