import { chmodSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as z from 'zod';
import { exitCodes, messageOf } from '../errors.ts';
import type { Journal, PlannedStep, ReportedEnvironment, TakenStep } from '../journal.ts';
import { wordReason } from '../text/reasons.ts';
import { expectFile, makeDirectory } from './files.ts';
import type { reportDocument } from './report-document.ts';

type Document = z.infer<typeof reportDocument>;

/** What there is to say of a run beside its journal. Times are in milliseconds since 1970. */
export interface RunFacts {
  version: string;
  command: string;
  dryRun: boolean;
  began: number;
  /** Missing while the run goes on. */
  end?: { exitCode: number; at: number };
}

/** Everything that a run planned and did, as one document. Its secrets are not masked yet. */
export function documentOf(journal: Journal, { version, command, dryRun, began, end }: RunFacts): Document {
  const { trigger, project } = journal;
  const steps = journal.steps.map(taken);
  return {
    version: 1,
    pipe: version,
    command,
    dryRun,
    result: end ? resultOf(end.exitCode) : 'running',
    exitCode: end?.exitCode ?? null,
    startedAt: iso(began),
    endedAt: end ? iso(end.at) : null,
    url: journal.url ?? null,
    repository: journal.repository ?? null,
    project: project ? { id: project.id, title: project.title } : null,
    trigger: trigger
      ? {
          kind: trigger.kind,
          branch: trigger.branch ?? null,
          tag: trigger.tag ?? null,
          pullRequest: trigger.id ?? null,
          commit: trigger.commit ?? null,
        }
      : null,
    plan: journal.plan.map(planned),
    steps,
    deletions: steps.filter(({ action }) => action === 'delete'),
    environments: journal.environments.map(reported),
    checks: journal.checks.map(({ place, remedy, ...check }) => ({
      ...check,
      place: place ?? null,
      remedy: remedy ?? null,
    })),
    warnings: [...journal.warnings],
    errors: [...journal.errors],
  };
}

function resultOf(exitCode: number): Document['result'] {
  switch (exitCode) {
    case exitCodes.done:
      return 'done';
    case exitCodes.failure:
      return 'failure';
    case exitCodes.configuration:
      return 'configuration';
    case exitCodes.refusal:
      return 'refusal';
    default:
      return 'stopped';
  }
}

function planned({ id, kind, reason }: PlannedStep): Document['plan'][number] {
  return { environment: id, action: kind, code: reason.code, reason: wordReason(reason) };
}

function taken(step: TakenStep): Document['steps'][number] {
  const { result, detail = null, began, ended } = step;
  return { ...planned(step), result, detail, startedAt: iso(began), endedAt: iso(ended) };
}

function reported(one: ReportedEnvironment): Document['environments'][number] {
  return {
    environment: one.environment,
    result: one.result,
    description: one.description,
    branch: one.branch,
    pullRequest: one.pullRequest ?? null,
    commit: one.commit ?? null,
    url: one.url ?? null,
    routes: one.routes.map(({ url, primary, type }) => ({ url, primary, type })),
    parent: one.parent ?? null,
    duration: one.duration,
    queued: one.queued ?? null,
    console: one.environmentPage,
    log: one.logPage ?? null,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/**
 * Writes a document, its texts masked by `redact`, in place of the file that was there. Never waits, because it is the
 * last thing that a run does. Returns a sentence where it could not be written.
 */
export function writeReportFile(
  path: string,
  document: Document,
  redact: (text: string) => string,
): string | undefined {
  const mask = (_key: string, value: unknown) => (typeof value === 'string' ? redact(value) : value);
  try {
    replaceFile(path, `${JSON.stringify(document, mask, 2)}\n`);
    return undefined;
  } catch (error) {
    return `The report could not be written to REPORT_FILE (${path}): ${messageOf(error)}`;
  }
}

/** Nobody ever reads half of it: the file is written beside the old one and then takes its place. */
function replaceFile(path: string, content: string): void {
  // A pipe or a device is not replaced: others look for it there.
  const old = statSync(path, { throwIfNoEntry: false });
  if (old) expectFile(old);
  makeDirectory(dirname(path));
  const beside = mkdtempSync(`${path}.`);
  try {
    const written = join(beside, 'report.json');
    writeFileSync(written, content);
    // Later steps may run as somebody else, whatever the umask.
    chmodSync(written, 0o644);
    renameSync(written, path);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
