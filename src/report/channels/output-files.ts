import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../errors.ts';
import type { Variables } from '../../settings/variables.ts';
import { dotenv, variableLines } from './dotenv.ts';

/** Where outputs are written. */
export interface OutputTargets {
  /** Where Pipelines takes the variables for later steps. */
  variables: string | undefined;
  /** Dotenv files, each replaced as a whole. */
  files: readonly string[];
}

/** Account and name of this pipe, where others look for what it shares. */
const pipe = 'upsun-environments/upsun-environments';
const fileName = 'outputs.env';
const readableByAll = 0o644;

/** The places that Pipelines offers to a pipe, and the file that the user asked for. */
export function outputTargets(variables: Variables, outputFile: string | undefined): OutputTargets {
  const {
    BITBUCKET_PIPELINES_VARIABLES_PATH: variablesFile,
    BITBUCKET_PIPE_STORAGE_DIR: storage,
    BITBUCKET_PIPE_SHARED_STORAGE_DIR: sharedStorage,
  } = variables;
  const files = [
    storage ? join(storage, fileName) : '',
    sharedStorage ? join(sharedStorage, pipe, fileName) : '',
    outputFile ?? '',
  ];
  return { variables: variablesFile || undefined, files: [...new Set(files.filter(Boolean))] };
}

/** Writes the outputs to every target, and returns a sentence for each that could not be written. */
export async function writeOutputs(
  { variables, files }: OutputTargets,
  values: Readonly<Record<string, string>>,
): Promise<string[]> {
  const warnings = await Promise.all([
    variables === undefined ? undefined : warningOf(variables, append(variables, variableLines(values))),
    ...files.map((path) => warningOf(path, replace(path, dotenv(values)))),
  ]);
  return warnings.filter((warning) => warning !== undefined);
}

async function warningOf(path: string, written: Promise<void>): Promise<string | undefined> {
  try {
    await written;
    return undefined;
  } catch (error) {
    return `The outputs could not be written to ${path}: ${messageOf(error)}`;
  }
}

/** Other commands of the step write there too, and may have left their last line open. */
async function append(path: string, text: string): Promise<void> {
  const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
  // Nothing waits until somebody reads a pipe.
  const file = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK, readableByAll);
  try {
    const { size } = expectFile(await file.stat());
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    const lineIsOpen = size > 0 && buffer.toString() !== '\n';
    await file.appendFile(lineIsOpen ? `\n${text}` : text);
  } finally {
    await file.close();
  }
}

/** Nobody ever reads half of it: the file is written beside the old one and then takes its place. */
async function replace(path: string, text: string): Promise<void> {
  await makeDirectory(dirname(path));
  // A pipe or a device is not replaced: others look for it there.
  await stat(path).then(expectFile, ignoring('ENOENT'));
  // The system finds a name that nobody else has, and steps that run side by side never share a file.
  const beside = await mkdtemp(`${path}.`);
  try {
    const written = join(beside, fileName);
    const file = await open(written, 'wx', readableByAll);
    try {
      await file.writeFile(text);
      // The mode above is narrowed by the umask, and later steps may run as somebody else.
      await file.chmod(readableByAll);
    } finally {
      await file.close();
    }
    await rename(written, path);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** Throws for a pipe, a device or a directory: nothing of ours takes its place, and writing to it may never end. */
function expectFile<Known extends { isFile: () => boolean }>(known: Known): Known {
  if (known.isFile()) return known;
  throw new Error('this is not a regular file');
}

/**
 * Makes a directory and those above it. The way that Node has for this never ends where the system makes none and says
 * that something is missing, as below /proc. Observed with Node 24, 2026-11-29
 */
async function makeDirectory(path: string): Promise<void> {
  const make = () => mkdir(path).catch(ignoring('EEXIST'));
  try {
    await make();
  } catch (error) {
    const above = dirname(path);
    if (above === path || codeOf(error) !== 'ENOENT') throw error;
    await makeDirectory(above);
    await make();
  }
}

function ignoring(code: string): (error: unknown) => void {
  return (error) => {
    if (codeOf(error) !== code) throw error;
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
