import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** Makes the private directories of a run, and the file for its output variables. */
export async function makeDirectories(base: string) {
  const directories = {
    cloneDirectory: join(base, 'clone'),
    homeDirectory: join(base, 'home'),
    temporaryDirectory: join(base, 'tmp'),
  };
  for (const directory of Object.values(directories)) await mkdir(directory, { recursive: true });
  const variablesFile = join(base, 'variables');
  await writeFile(variablesFile, '');
  return { ...directories, variablesFile };
}

/** Gives a directory to another user, where this process may do that. */
export async function giveTo(owner: number, directory: string): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('Only root can give a clone to another user');
  await execa('chown', ['-R', String(owner), directory]);
}
