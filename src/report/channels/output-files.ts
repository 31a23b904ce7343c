import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../errors.ts';
import type { Variables } from '../../settings/variables.ts';
import type { DeploymentReport } from '../deployment.ts';
import { dotenv, variableLines } from './dotenv.ts';

export type Outputs = Readonly<
  Record<
    'ENVIRONMENT_ID' | 'ENVIRONMENT_URL' | 'ENVIRONMENT_STATUS' | 'ENVIRONMENT_COMMIT' | 'ENVIRONMENT_ROUTES',
    string
  >
>;

export interface OutputTargets {
  /** Where Pipelines takes the variables that later steps shall have. */
  variables: string | undefined;
  /** Dotenv files, each replaced as a whole. */
  files: readonly string[];
}

/** Account and name of this pipe, where others look for what it shares. */
const pipe = 'upsun-environments/upsun-environments';
const fileName = 'outputs.env';
const readableByAll = 0o644;

/** What later steps may want to know. A value that is unknown is empty, so that none stays from a run before. */
export function outputsOf(report: DeploymentReport): Outputs {
  const routes = report.routes.map(({ url, primary, type }) => ({ url, primary, type }));
  return {
    ENVIRONMENT_ID: report.environment,
    ENVIRONMENT_URL: report.url ?? '',
    ENVIRONMENT_STATUS: report.status ?? '',
    ENVIRONMENT_COMMIT: report.commit,
    // Without single quotes in it, JSON has a form that all readers of dotenv files understand.
    ENVIRONMENT_ROUTES: JSON.stringify(routes).replaceAll("'", String.raw`\u0027`),
  };
}

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
export async function writeOutputs({ variables, files }: OutputTargets, values: Outputs): Promise<string[]> {
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
  const file = await open(path, 'a+', readableByAll);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    const lineIsOpen = size > 0 && buffer.toString() !== '\n';
    await file.appendFile(lineIsOpen ? `\n${text}` : text);
  } finally {
    await file.close();
  }
}

/** Nobody ever reads half of it: the file is written beside and then takes the place of the other. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomUUID()}`;
  try {
    const file = await open(beside, 'wx', readableByAll);
    try {
      await file.writeFile(text);
      // The mode above is narrowed by the umask, and later steps may run as somebody else.
      await file.chmod(readableByAll);
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
