import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

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
