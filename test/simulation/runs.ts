/** Runs of the pipe's real commands. */
import { PipeError, exitCodes } from '../../src/errors.ts';
import { run as runPipe } from '../../src/run.ts';
import { printError } from '../../src/report/console/error.ts';
import type { Trigger } from '../../src/trigger/trigger.ts';
import type { Begun } from './history.ts';
import { objectionToOutputs, objectionToStatus } from './oracle/statuses.ts';
import { effectsOn } from './ports/effects.ts';
import type { Process } from './ports/call.ts';
import { randomOf } from './random.ts';
import { type Choices, variablesOf, connection } from './settings.ts';
import type { Repository } from './world/bitbucket.ts';
import type { Environment } from './world/upsun.ts';
import type { World } from './world/world.ts';

export interface Run {
  number: number;
  began: number;
  /** What its repository was called when it began. */
  calledThen: string;
  command: Begun['command'];
  dryRun: boolean;
  target: string | number | undefined;
  tag: string | undefined;
  rollback: boolean;
  /** It is for the present tip. */
  current: boolean;
  repository: Repository;
  credentials: boolean;
  chosen: Choices;
  process: Process;
  output: string;
  /** Nothing else happened or ran while it ran. */
  alone: boolean;
  ended: boolean;
  exitCode: number | undefined;
  /** What ended it, where that is no error that is written for the user. */
  crash: unknown;
  /** How many there were by its present plan. */
  deletions: number;
  /** The environments that it changed, and comments. */
  changed: Set<string>;
  /** What it moved, with the parents that these had before. */
  moved: Map<string, string | null>;
  /** Lists of which a page could not be read. */
  unread: Set<string>;
  /** Environments of which Bitbucket did not answer whether they are for something open, by its present plan. */
  unanswered: Set<string>;
  /** What it pushed, as `environment commit`. */
  pushed: Set<string>;
  /** How many tips each branch and pull request had had when it began. */
  tipsBefore: ReadonlyMap<string, number>;
  /** The environments when it began. */
  before: ReadonlyMap<string, Environment>;
  /** What must be so of a run that is over was looked at. */
  judged: boolean;
}

/** Nothing happened but what the run itself waited for. */
export function isUndisturbed({ alone, process, chosen }: Run): boolean {
  return alone && !process.disturbed && chosen.wait;
}

/** Begins a run; `undefined` where there is nothing that it could be for. */
export function begin(
  begun: Begun,
  number: number,
  {
    world,
    repository,
    chosen,
    credentials,
    note,
  }: {
    world: World;
    repository: Repository;
    chosen: Choices;
    credentials: boolean;
    note: (problem: string, run: Run) => void;
  },
): Run | undefined {
  const trigger = triggerOf(begun, repository, credentials);
  if (!trigger) return undefined;
  const process: Process = {
    number,
    scheduler: world.scheduler,
    latency: randomOf(begun.pace),
    faults: new Map(Object.entries(begun.faults ?? {}).map(([at, fault]) => [Number(at), fault])),
    calls: 0,
    recent: [],
    disturbed: false,
    dead: false,
    stopping: new AbortController(),
    waiting: new Set(),
  };
  const run: Run = {
    number,
    began: world.scheduler.now(),
    calledThen: repository.fullName,
    command: begun.command,
    dryRun: begun.dryRun ?? false,
    target: begun.target,
    tag: begun.command === 'deploy' ? begun.tag : undefined,
    rollback: begun.rollback ?? false,
    current: !begun.late,
    repository,
    credentials,
    chosen,
    process,
    output: '',
    alone: true,
    ended: false,
    exitCode: undefined,
    crash: undefined,
    deletions: 0,
    changed: new Set(),
    moved: new Map(),
    unread: new Set(),
    unanswered: new Set(),
    pushed: new Set(),
    tipsBefore: new Map([...repository.tips].map(([name, tips]) => [name, tips.length])),
    before: structuredClone(world.project.environments),
    judged: false,
  };
  const effects = effectsOn(world, repository, process, {
    variables: {
      ...connection,
      ...variablesOf(chosen),
      COMMAND: begun.command,
      DRY_RUN: String(run.dryRun),
    },
    trigger,
    credentials,
    write: (text) => {
      run.output += text;
    },
    onList: (what, failed) => {
      // Each plan of what to delete begins with reading what there is.
      if (what === 'list the branches') {
        run.deletions = 0;
        run.unanswered.clear();
      }
      if (failed) run.unread.add(what);
      else run.unread.delete(what);
    },
    onNoAnswer: (id) => run.unanswered.add(id),
    onOutputs: async (values) => {
      const objection = objectionToOutputs(values, world, isUndisturbed(run));
      if (objection) note(`${JSON.stringify(values)} was written although ${objection}`, run);
    },
    onStatus: (commit, status) => {
      const undisturbed = isUndisturbed(run);
      // Where a question was not answered, a run reports what it last knew.
      const known = process.disturbed ? undefined : process.recent[callsBetween];
      const since = known ?? run.began;
      const objection = objectionToStatus(commit, status, { world, repository, chosen, undisturbed, since });
      if (objection) note(`${status.key} became ${status.state} although ${objection}`, run);
      if (run.dryRun) note('a dry run reported a status', run);
    },
  });
  void runPipe(effects)
    .then((code) => {
      run.exitCode = code;
    })
    .catch((error: unknown) => {
      if (error instanceof PipeError) run.exitCode = exitCodes[error.kind];
      else if (!process.stopping.signal.aborted) run.crash = error;
      printError(effects.log, error);
    })
    .finally(() => {
      run.ended = true;
    });
  return run;
}

/** Calls of a run, in all of its lanes, that may lie between its last question and what it then does. */
export const callsBetween = 10;

export function isOver(run: Run): boolean {
  return run.ended || run.process.dead;
}

function triggerOf(
  { command, target, tag, rollback, late }: Begun,
  repository: Repository,
  credentials: boolean,
): Trigger | undefined {
  if (command !== 'deploy') return { kind: 'branch', branch: repository.mainBranch, commit: undefined };
  const back = rollback ? { rollback } : {};
  if (tag !== undefined) {
    const tagged = repository.tags.get(tag);
    return tagged ? { kind: 'tag', tag, commit: tagged, isNamed: false, ...back } : undefined;
  }
  const tips = repository.tips.get(typeof target === 'number' ? `#${target}` : (target ?? ''));
  const commit = tips?.at(late ? -2 : -1) ?? tips?.at(-1);
  if (typeof target === 'string') return { kind: 'branch', branch: target, commit, ...back };
  const pullRequest = repository.pullRequests.get(target ?? 0);
  // Pipelines starts nothing for forks; a user who does so says whose it is.
  if (!pullRequest || (pullRequest.fork && !credentials)) return undefined;
  const { id, source: branch, target: base } = pullRequest;
  return { kind: 'pull-request', id, branch, target: base, commit };
}
