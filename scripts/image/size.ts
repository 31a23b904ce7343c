import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { cacheDirectory, type Engine } from './engine.ts';

/** Compressed, in bytes: what a runner downloads that has none of its layers. */
export async function compressedSize(image: string, { environment }: Engine): Promise<number> {
  const directory = join(cacheDirectory, 'pushed');
  try {
    await execa('buildah', ['push', '--quiet', image, `oci:${directory}:size`], { env: environment });
    const blobs = join(directory, 'blobs', 'sha256');
    const sizes = (await readdir(blobs)).map(async (name) => (await stat(join(blobs, name))).size);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
