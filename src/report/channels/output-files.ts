import { constants } from 'node:fs';
import { mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { variablePrefix } from '../../settings/kinds.ts';
import type { Variables } from '../../settings/variables.ts';
import { codeOf, expectFile, makeDirectory } from '../files.ts';
import { dotenv, replaceVariables, variableLines } from './dotenv.ts';

/** Where outputs are written. */
export interface OutputTargets {
  /** Where Pipelines takes the variables for later steps. */
  variables: string | undefined;
  /** Dotenv files, each of which may hold other names as well. */
  files: readonly string[];
  /** What each name begins with. */
  prefix: string;
}

/** Account and name of this pipe, where others look for what it shares. */
const pipe = 'upsun-environments/upsun-environments';
const fileName = 'outputs.env';
const readableByAll = 0o644;

/**
 * The places that Pipelines offers to a pipe, and the file that the user asked for. Nowhere where OUTPUT_PREFIX is not
 * valid: that ends the run, and the outputs have no names.
 */
export function outputTargets(variables: Variables): OutputTargets {
  const {
    BITBUCKET_PIPELINES_VARIABLES_PATH: variablesFile,
    BITBUCKET_PIPE_STORAGE_DIR: storage,
    BITBUCKET_PIPE_SHARED_STORAGE_DIR: sharedStorage,
    OUTPUT_FILE: outputFile = '',
    OUTPUT_PREFIX: prefix = '',
  } = variables;
  if (prefix.trim() && !variablePrefix.schema.safeParse(prefix.trim()).success)
    return { variables: undefined, files: [], prefix: '' };
  const files = [
    storage ? join(storage, fileName) : '',
    sharedStorage ? join(sharedStorage, pipe, fileName) : '',
    outputFile.trim(),
  ];
  return {
    variables: variablesFile || undefined,
    files: [...new Set(files.filter(Boolean))],
    prefix: prefix.trim(),
  };
}

type Values = Readonly<Record<string, string>>;

/** Puts the outputs in place of those that were there before. Never throws. */
export type WriteOutputs = (values: Values) => Promise<void>;

/** Writes to all targets. One that fails is a warning, which is not repeated each time. */
export function outputWriter(targets: OutputTargets, log: Pick<Log, 'warning'>): WriteOutputs {
  const told = new Set<string>();
  return async (values) => {
    for (const warning of await writeOutputs(targets, values)) {
      if (!told.has(warning)) log.warning(warning);
      told.add(warning);
    }
  };
}

/** Writes the outputs to every target, and returns a sentence for each that could not be written. */
export async function writeOutputs(targets: OutputTargets, outputs: Values): Promise<string[]> {
  const { variables, files, prefix } = targets;
  const values = Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [`${prefix}${name}`, value]),
  );
  const warnings = await Promise.all([
    variables === undefined ? undefined : warningOf(variables, append(variables, values)),
    ...files.map((path) => warningOf(path, replace(path, values))),
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

/** Other commands of the step write there too. What they wrote stays in its place. */
async function append(path: string, values: Values): Promise<void> {
  const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
  // Nothing waits until somebody reads a pipe.
  const file = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK, readableByAll);
  try {
    expectFile(await file.stat());
    const before = await file.readFile();
    const after = replaceVariables(before, Object.keys(values), variableLines(values));
    const isLonger = after.subarray(0, before.length).equals(before);
    if (!isLonger) await file.truncate(0);
    await file.appendFile(isLonger ? after.subarray(before.length) : after);
  } finally {
    await file.close();
  }
}

/** Nobody ever reads half of it: the file is written beside the old one and then takes its place. */
async function replace(path: string, values: Values): Promise<void> {
  makeDirectory(dirname(path));
  // A pipe or a device is not replaced: others look for it there.
  const old = await stat(path).then(expectFile, ignoring('ENOENT'));
  const before = old ? await readFile(path) : Buffer.alloc(0);
  // The system finds a name that nobody else has, and steps that run side by side never share a file.
  const beside = await mkdtemp(`${path}.`);
  try {
    const written = join(beside, fileName);
    const file = await open(written, 'wx', readableByAll);
    try {
      await file.writeFile(replaceVariables(before, Object.keys(values), dotenv(values)));
      // The mode above is narrowed by the umask, and later steps may run as somebody else.
      await file.chmod(old ? old.mode & 0o777 : readableByAll);
      // Only root can hand it to somebody else.
      if (old) await file.chown(old.uid, old.gid).catch(ignoring('EPERM'));
    } finally {
      await file.close();
    }
    await rename(written, path);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

function ignoring(code: string): (error: unknown) => void {
  return (error) => {
    if (codeOf(error) !== code) throw error;
  };
}
