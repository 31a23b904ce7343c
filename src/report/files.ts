/** What writing a file for others takes care of. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Throws for a pipe, a device or a directory: nothing of ours takes its place, and writing to it may never end. */
export function expectFile<Known extends { isFile: () => boolean }>(known: Known): Known {
  if (known.isFile()) return known;
  throw new Error('this is not a regular file');
}

/**
 * Makes a directory and those above it. The way that Node has for this never ends where the system makes none and says
 * that something is missing, as below /proc. Observed with Node 24, 2026-11-29
 */
export function makeDirectory(path: string): void {
  try {
    makeOne(path);
  } catch (error) {
    const above = dirname(path);
    if (above === path || codeOf(error) !== 'ENOENT') throw error;
    makeDirectory(above);
    makeOne(path);
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** The system's code of an error, such as ENOENT. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
