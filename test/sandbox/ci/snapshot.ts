import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { git } from '../bitbucket/git.ts';

/** The state of a clone as text, by what of it that text describes. */
export type Snapshot = Record<string, string>;

/** Records everything about a user's clone that a pipe has no business to change. */
export async function takeSnapshot(directory: string): Promise<Snapshot> {
  const ignoresGenerated = ['--', '.', ':(exclude).bitbucket/pipelines/generated'];
  const status = ['--no-optional-locks', 'status', '--porcelain', '--untracked-files=all', '--ignored'];
  const read = (file: string) => readFile(join(directory, '.git', file), 'utf8').catch(() => '');
  // Without a clone, git must not find the repository of a directory above.
  const run = (args: string[]) =>
    git(directory, ['--git-dir=.git', '--work-tree=.', ...args]).catch(() => '');
  const [head, refs, index, workTree, remotes, config, shallow, hooks, files] = await Promise.all([
    read('HEAD'),
    run(['for-each-ref']),
    run(['ls-files', '--stage']),
    run([...status, ...ignoresGenerated]),
    run(['remote', '--verbose']),
    read('config'),
    read('shallow'),
    filesBelow(join(directory, '.git', 'hooks')),
    readdir(directory),
  ]);
  return {
    HEAD: head,
    refs,
    index,
    'work tree': workTree,
    remotes,
    config,
    shallow,
    hooks: hooks.join('\n'),
    files: files.filter((file) => file !== '.bitbucket').join('\n'),
  };
}

/** Tells what differs between two snapshots, a line of text for each line that came or went. */
export function compareSnapshots(before: Snapshot, after: Snapshot): string[] {
  return Object.keys(before).flatMap((part) => {
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
