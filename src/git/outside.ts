import type { CommitHash } from '../plan/commit.ts';
import type { Outside, Submodule } from '../text/outside.ts';
import type { Git } from './programs.ts';

/** A line of .gitattributes that is no comment and has files kept in LFS, by a pattern or by a macro. */
const keptInLfs = String.raw`^[[:space:]]*[^#[:space:]].*[[:space:]]filter=lfs([[:space:]]|$)`;

/**
 * Finds what a commit keeps outside of its repository, in the files of that very commit. What git cannot tell is left
 * out: nothing depends on it but a word to the user.
 */
export async function readOutside(git: Git, directory: string, commit: CommitHash): Promise<Outside> {
  const read = async (args: readonly string[], environment = {}) => {
    const { ok, stdout } = await git(args, { cwd: directory, environment });
    return ok ? stdout.split('\0').filter(Boolean) : [];
  };
  const anywhere = ':(glob)**/.gitattributes';
  const [found, entries] = await Promise.all([
    read(['grep', '--text', '-l', '-z', '-E', '-e', keptInLfs, commit, '--', anywhere]),
    read(['config', '-z', '--blob', `${commit}:.gitmodules`, '--get-regexp', String.raw`^submodule\..`]),
  ]);
  const listed = submodulesIn(entries);
  const paths = listed.map(({ path }) => path);
  const looked = paths.length > 0 ? ['ls-tree', '-z', '--full-tree', commit, '--', ...paths] : undefined;
  const inCommit = looked ? await read(looked, { GIT_LITERAL_PATHSPECS: '1' }) : [];
  // The file may still list some that were taken out of the commit.
  const links = new Set(inCommit.map((entry) => /^160000 .*\t(.+)$/s.exec(entry)?.[1]));
  return {
    lfs: found.map((name) => name.slice(`${commit}:`.length)),
    submodules: listed.filter(({ path }) => links.has(path)),
  };
}

/** The submodules that .gitmodules has a path and an address of, from what `git config -z` wrote of it. */
function submodulesIn(entries: readonly string[]): Submodule[] {
  const known = new Map<string, Partial<Submodule>>();
  for (const entry of entries) {
    const [, name = '', key = '', value = ''] = /^submodule\.(.+)\.(path|url)\n(.*)$/s.exec(entry) ?? [];
    if (name) known.set(name, { ...known.get(name), [key]: value });
  }
  return [...known.values()].flatMap(({ path: written = '', url }) => {
    const path = written.replace(/\/+$/, '');
    // One that leads out of the commit would keep git from looking for the others.
    const isInside = path !== '' && !/^\/|(^|\/)\.\.?(\/|$)/.test(path);
    return isInside && url ? [{ path, url }] : [];
  });
}
