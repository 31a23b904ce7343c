/** What a run plans, does and finds, as it happens: the report file is written from it. */
import type { Log } from './log.ts';
import type { Reason } from './plan/reasons.ts';

/** One step of a plan. */
export interface PlannedStep {
  id: string;
  kind: string;
  reason: Reason;
}

/** How a step ended. `kept`: it turned out that it must not be taken. `outdated`: a new plan takes its place. */
export type StepResult = 'done' | 'kept' | 'started' | 'outdated' | 'failed';

/** A step of a plan that was begun. Times are in milliseconds since 1970. */
export interface TakenStep extends PlannedStep {
  result: StepResult;
  /** Why it ended so, where that is not in its reason. */
  detail: string | undefined;
  began: number;
  ended: number;
}

/** How the deployment of one environment ended, as it was reported. Times are in milliseconds. */
export interface ReportedEnvironment {
  environment: string;
  result: 'deployed' | 'unchanged' | 'stored' | 'skipped' | 'superseded' | 'queued' | 'failed';
  description: string;
  branch: string;
  pullRequest: number | undefined;
  commit: string | undefined;
  url: string | undefined;
  routes: readonly { url: string; primary: boolean; type: string }[];
  parent: string | undefined;
  duration: number;
  queued: number | undefined;
  environmentPage: string;
  logPage: string | undefined;
}

/** What a run was started for. */
export interface RecordedTrigger {
  kind: 'branch' | 'pull-request' | 'tag';
  branch?: string | undefined;
  tag?: string | undefined;
  id?: number | undefined;
  commit?: string | undefined;
}

/** What `validate` looked at. */
export interface RecordedCheck {
  name: string;
  result: 'ok' | 'missing' | 'conflict' | 'note' | 'skipped';
  /** Where in the repository it is written. */
  place?: { file: string; line: number };
  detail: string;
  remedy?: string;
}

/** The record of one run. Whoever does something adds to it. */
export interface Journal {
  repository: string | undefined;
  /** The page of this run in the CI. */
  url: string | undefined;
  project: { id: string; title: string } | undefined;
  trigger: RecordedTrigger | undefined;
  plan: PlannedStep[];
  steps: TakenStep[];
  environments: ReportedEnvironment[];
  checks: RecordedCheck[];
  warnings: string[];
  errors: string[];
}

/** An empty one. */
export function openJournal(): Journal {
  return {
    repository: undefined,
    url: undefined,
    project: undefined,
    trigger: undefined,
    plan: [],
    steps: [],
    environments: [],
    checks: [],
    warnings: [],
    errors: [],
  };
}

/** A log whose warnings and errors are in the journal as well. */
export function withJournal(log: Log, { warnings, errors }: Pick<Journal, 'warnings' | 'errors'>): Log {
  return {
    ...log,
    warning(text) {
      warnings.push(text);
      log.warning(text);
    },
    error(text) {
      errors.push(text);
      log.error(text);
    },
  };
}
