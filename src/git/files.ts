import { PipeError } from '../errors.ts';
import type { Git } from './programs.ts';
import { saidByGit } from './said.ts';

/** The files of a commit. */
export interface CommitFiles {
  paths: readonly string[];
  /** Texts by path, of ordinary files only. */
  texts: ReadonlyMap<string, string>;
}

/** Lists the files of a commit and reads those that `isWanted` names. */
export async function readFiles(
  git: Git,
  directory: string,
  commit: string,
  isWanted: (path: string) => boolean,
): Promise<CommitFiles> {
  const read = async (...args: string[]) => {
    const { ok, stdout, stderr } = await git(args, { cwd: directory });
    if (ok) return stdout;
    throw new PipeError('failure', `The files of ${commit} could not be read: ${saidByGit(stderr)}`, {
      remedy: 'Run the step again. With DEBUG=true the log shows more.',
    });
  };
  const entries = (await read('ls-tree', '-r', '-z', commit)).split('\0').flatMap((entry) => {
    const [, mode = '', object = '', path = ''] = /^(\d+) \w+ (\w+)\t(.+)$/s.exec(entry) ?? [];
    return path ? [{ path, object, isFile: mode.startsWith('100') }] : [];
  });
  const texts = new Map<string, string>();
  for (const { path, object, isFile } of entries)
    if (isFile && isWanted(path)) texts.set(path, await read('cat-file', 'blob', object));
  return { paths: entries.map(({ path }) => path), texts };
}
