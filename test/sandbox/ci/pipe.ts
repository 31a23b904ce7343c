import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { programsOf } from './programs.ts';
import { compareSnapshots, filesBelow, type Snapshot, takeSnapshot } from './snapshot.ts';
import type { PreparedRun } from './runner.ts';

/** A pipe that ended, and what it left behind. */
export interface PipeRun {
  commit: string;
  cloneDirectory: string;
  /** All variables that the pipe was given. */
  variables: Record<string, string>;
  /** Undefined where a signal ended it. */
  exitCode: number | undefined;
  signal: string | undefined;
  /** Standard output and standard error as they came. */
  output: string;
  stdout: string;
  stderr: string;
  /** Milliseconds from start to end. */
  duration: number;
  /** What is not as it was in the user's clone. */
  cloneChanges: string[];
  /** What still lies in the temporary and the home directory, and the programs that still run. */
  leftovers: string[];
  /** What the pipe wrote for the later steps, as `NAME=value` lines. */
  outputVariables: string;
}

export interface RunningPipe {
  kill: (signal?: NodeJS.Signals) => void;
  finished: Promise<PipeRun>;
}

/** As in the image. It takes a quarter of a run's computing time away. */
const compileCache = `${import.meta.dirname}/../../../node_modules/.cache/pipe`;

interface PipeOptions {
  command: string[];
  signal: AbortSignal | undefined;
  onOutput: ((text: string) => void) | undefined;
}

interface EndedProcess {
  exitCode?: number | undefined;
  signal?: string | undefined;
  all: string;
  stdout: string;
  stderr: string;
}

/** Starts a pipe in the clone of its run, with the run's variables and no others. */
export async function startPipe(prepared: PreparedRun, options: PipeOptions): Promise<RunningPipe> {
  const [file = process.execPath, ...args] = options.command;
  const before = await takeSnapshot(prepared.cloneDirectory);
  const started = performance.now();
  const subprocess = execa(file, args, {
    cwd: prepared.cloneDirectory,
    env: environment(prepared),
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    // Pipelines' own patience; a pipe that outlives it is a defect that shows in the signal.
    forceKillAfterDelay: 10_000,
    ...(options.signal ? { cancelSignal: options.signal } : {}),
  });
  const { onOutput } = options;
  if (onOutput) {
    const decoder = new TextDecoder();
    subprocess.all.on('data', (chunk: Buffer) => onOutput(decoder.decode(chunk, { stream: true })));
  }
  const finished = subprocess.then((result) => describeRun(prepared, result, started, before));
  return { kill: (name = 'SIGTERM') => void subprocess.kill(name), finished };
}

async function describeRun(
  prepared: PreparedRun,
  result: EndedProcess,
  started: number,
  before: Snapshot,
): Promise<PipeRun> {
  const duration = performance.now() - started;
  const { exitCode, signal, all, stdout, stderr } = result;
  // It never started: no finding about the pipe, but a mistake in the test.
  if (exitCode === undefined && signal === undefined) {
    throw new Error('The pipe did not start', { cause: result });
  }
  const after = await takeSnapshot(prepared.cloneDirectory);
  return {
    commit: prepared.commit,
    cloneDirectory: prepared.cloneDirectory,
    variables: prepared.variables,
    exitCode,
    signal,
    output: all,
    stdout,
    stderr,
    duration,
    cloneChanges: compareSnapshots(before, after),
    leftovers: await leftoversOf(prepared),
    outputVariables: await readFile(prepared.variablesFile, 'utf8'),
  };
}

function environment(prepared: PreparedRun): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: prepared.homeDirectory,
    TMPDIR: prepared.temporaryDirectory,
    NODE_COMPILE_CACHE: compileCache,
    ...prepared.variables,
  };
}

async function leftoversOf(prepared: PreparedRun): Promise<string[]> {
  const home = await filesBelow(prepared.homeDirectory);
  const temporary = await filesBelow(prepared.temporaryDirectory);
  return [
    ...home.map((path) => `HOME/${path}`),
    ...temporary.map((path) => `TMPDIR/${path}`),
    ...(await programsOf(prepared.temporaryDirectory)),
  ];
}
