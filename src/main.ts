import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { writesOutputs } from './commands/traits.ts';
import { createEffects } from './effects.ts';
import { exitCodes, messageOf, PipeError } from './errors.ts';
import { outputTargets, outputWriter } from './report/channels/output-files.ts';
import { outputsWithout } from './report/channels/outputs.ts';
import { createRedactor } from './text/redact.ts';
import { documentOf, writeReportFile } from './report/report-file.ts';
import { printError } from './report/console/error.ts';
import { systemClock } from './clock.ts';
import { openJournal, withJournal } from './journal.ts';
import { createLog } from './log.ts';
import { openOutput } from './output.ts';
import { run } from './run.ts';
import { parseSettings } from './settings/parse.ts';
import { secretsOf } from './settings/secrets.ts';
import { unknownNames } from './settings/suggestions.ts';
import { version } from './version.ts';

const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
/** Milliseconds after a signal until the process is gone, whatever still hangs. */
const lastMoment = 2800;
/** Milliseconds that a finished run leaves a slow reader to take the rest of the log. */
const patience = 15_000;

// A container has little memory, and V8 would rather grow than collect what a long log leaves behind.
setFlagsFromString('--optimize-for-size');
const variables = process.env;
const redactor = createRedactor(secretsOf(variables));
const stopping = new AbortController();
const journal = openJournal();
const began = systemClock.now();
const isOn = (value = '') => /^(true|1|yes)$/i.test(value.trim());
const command = variables.COMMAND?.trim() || 'deploy';
const output = openOutput(process.stdout);
const log = withJournal(
  createLog({
    ...output,
    redact: redactor.redact,
    color: !variables.NO_COLOR,
    debug: isOn(variables.DEBUG),
  }),
  journal,
);
let exitCode: number = exitCodes.failure;
/** All is done, and only its reader is waited for. */
let isOver = false;

for (const [name, code] of Object.entries(signalExitCodes)) {
  // A listener that is taken off again would let the next signal end the process at once, with all that it began.
  process.on(name, () =>
    stop(code, new PipeError('failure', `Stopped by ${name}. What Upsun runs goes on.`)),
  );
}
// What nobody caught must not end the process with a key on the disk and a status that says INPROGRESS for ever.
process.on('uncaughtException', (error) => stop(exitCodes.failure, error));

log.info(`upsun-environments ${version}`);
writeReport();
const outputs = writesOutputs(command) ? outputWriter(outputTargets(variables), log) : undefined;
try {
  // Until a run knows better it has failed, also for whoever comes after one that was killed.
  await outputs?.(outputsWithout('failed'));
  const code = await main();
  if (!stopping.signal.aborted) exitCode = code;
} catch (error) {
  printError(log, error);
  if (!stopping.signal.aborted)
    exitCode = error instanceof PipeError ? exitCodes[error.kind] : exitCodes.failure;
}
isOver = true;
writeReport(exitCode);
await Promise.race([output.flushed(), systemClock.sleep(patience, new AbortController().signal)]);
// Idle connections would keep the process alive for seconds.
process.exit(exitCode);

/** Leaves whatever is under way the time to say how it ended, and no more. A run that is over keeps its result. */
function stop(code: number, reason: Error): void {
  if (stopping.signal.aborted) return;
  if (!isOver) exitCode = code;
  stopping.abort(reason);
  setTimeout(() => {
    if (!isOver) writeReport(code);
    process.exit(exitCode);
  }, lastMoment).unref();
}

/** Until a run is over the file says so, also for whoever comes after one that was killed. */
function writeReport(code?: number): void {
  const path = variables.REPORT_FILE?.trim();
  if (!path) return;
  const facts = { version, command, dryRun: isOn(variables.DRY_RUN), began };
  const over = code === undefined ? {} : { end: { exitCode: code, at: systemClock.now() } };
  const problem = writeReportFile(path, documentOf(journal, { ...facts, ...over }), redactor.redact);
  if (problem && code !== undefined) log.warning(problem);
}

async function main(): Promise<number> {
  const settings = parseSettings(variables);
  const unknown = unknownNames(variables);
  if (unknown.length > 0)
    log.warning(`The pipe ignores variables that are not among its settings: ${unknown.join(', ')}`);
  const workingDirectory = process.cwd();
  const { signal } = stopping;
  const effects = await createEffects({
    variables,
    settings,
    outputs,
    journal,
    workingDirectory,
    temporaryDirectory: makeTemporaryDirectory(),
    redactor,
    log,
    signal,
  });
  return run(effects);
}

/** Makes a private directory that is removed when the process ends. */
function makeTemporaryDirectory(): string {
  try {
    const directory = mkdtempSync(join(tmpdir(), 'upsun-environments-'));
    process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
    return directory;
  } catch (error) {
    throw new PipeError('configuration', `No temporary directory could be created: ${messageOf(error)}`, {
      remedy: 'Set TMPDIR to a directory that the user of this process can write to.',
      cause: error,
    });
  }
}
