import { git } from '../bitbucket/git.ts';
import type { Repository } from './repository.ts';

/** A file that differs between two commits. A renamed one has two paths. */
export interface FileChange {
  status: 'added' | 'removed' | 'modified' | 'renamed';
  old: string | undefined;
  new: string | undefined;
}

/** What a commit changed since it branched off another one. */
export async function changedFiles(
  { path }: Pick<Repository, 'path'>,
  source: string,
  target: string,
): Promise<FileChange[]> {
  const args = ['diff', '--name-status', '--find-renames', '-z', `${target}...${source}`, '--'];
  const words = (await git(path, args)).split('\0').filter(Boolean);
  const changes: FileChange[] = [];
  for (let at = 0; at < words.length;) {
    const [letter = '', first = '', second = ''] = words.slice(at, at + 3);
    at += letter.startsWith('R') ? 3 : 2;
    changes.push(changeOf(letter, first, second));
  }
  return changes;
}

function changeOf(letter: string, first: string, second: string): FileChange {
  if (letter.startsWith('R')) return { status: 'renamed', old: first, new: second };
  if (letter === 'A') return { status: 'added', old: undefined, new: first };
  if (letter === 'D') return { status: 'removed', old: first, new: undefined };
  return { status: 'modified', old: first, new: first };
}
