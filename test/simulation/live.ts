/** One history, from its beginning to the look at what is left. */
import { happen } from './happen.ts';
import type { Begun, Happening, History } from './history.ts';
import { createJudge, outcomeFor } from './judge.ts';
import { objectionToEnd } from './oracle/verdict.ts';
import { secretIn } from './oracle/statuses.ts';
import { begin, isOver, isUndisturbed, type Run } from './runs.ts';
import { createScheduler } from './scheduler.ts';
import { type Choices, usual } from './settings.ts';
import { createRepository, moveBranch } from './world/bitbucket.ts';
import { day } from './happen.ts';
import { bareEnvironment, createProject } from './world/upsun.ts';
import { newCommit, type World } from './world/world.ts';

/** What a history came to. */
export interface Lived {
  problems: string[];
  runs: number;
  calls: number;
}

export interface Simulation {
  world: World;
  history: History;
  runs: Run[];
  chosen: Map<string, Choices>;
  problems: string[];
}

/** Two repositories cannot both feed production, nor each take over what the other one has. */
const asBlog = { excluded: ['main', 'live'], active: [], takeOver: [], releases: false };

/** More than any run takes; who goes on after that goes on for ever. */
const longest = 20_000;

export async function live(
  history: History,
  lookAtTheEnd: (simulation: Simulation) => Promise<void>,
): Promise<Lived> {
  const simulation = createSimulation(history);
  const { problems } = simulation;
  for (const step of history.steps) {
    if (step.kind === 'run') start(simulation, step);
    else letHappen(simulation, step);
    if (step.wait === undefined) await untilAllEnd(simulation);
    else await simulation.world.scheduler.drive(() => false, step.wait);
    if (problems.length > 0) return told(simulation);
  }
  await untilAllEnd(simulation);
  if (problems.length === 0) await lookAtTheEnd(simulation);
  return told(simulation);
}

function told({ problems, runs }: Simulation): Lived {
  return { problems, runs: runs.length, calls: runs.reduce((sum, { process }) => sum + process.calls, 0) };
}

function createSimulation(history: History): Simulation {
  const runs: Run[] = [];
  const problems: string[] = [];
  const scheduler = createScheduler(1000 * day);
  const note = (problem: string, run: Run) =>
    problems.push(`${problem}, in run ${run.number}: ${wordsOf(run)}`);
  const world: World = {
    scheduler,
    product: history.product,
    project: createProject(history.defaultBranch, history.environmentLimit),
    repositories: new Map([
      ['shop', createRepository('acme/shop', '{1}')],
      ['blog', createRepository('acme/blog', '{2}')],
    ]),
    judge: createJudge(runs, () => world, note),
    count: 0,
    deploymentTakes: 8000,
  };
  for (const repository of world.repositories.values())
    moveBranch(repository, 'main', newCommit(world), scheduler.now());
  const { environments, defaultBranch } = world.project;
  const head = world.repositories.get('shop')?.branches.get('main') ?? '';
  const production = bareEnvironment(defaultBranch, null, head, scheduler.now());
  environments.set(defaultBranch, {
    ...production,
    type: 'production',
    status: 'active',
    deployed: head,
    dataFrom: defaultBranch,
  });
  const chosen = new Map<string, Choices>([
    ['shop', { ...usual, ...history.shop }],
    ['blog', { ...usual, ...history.blog, ...asBlog }],
  ]);
  return { world, history, runs, chosen, problems };
}

/** Begins a run, and returns it where there is something that it could be for. */
export function start(simulation: Simulation, begun: Begun): Run | undefined {
  judgeEnds(simulation);
  const { world, history, runs, chosen, problems } = simulation;
  const name = begun.of ?? 'shop';
  const repository = world.repositories.get(name);
  const settings = chosen.get(name);
  if (!repository || !settings) return undefined;
  const run = begin(begun, runs.length, {
    world,
    repository,
    chosen: settings,
    credentials: history.credentials,
    note: (problem, { number }) => problems.push(`${problem}, in run ${number}`),
  });
  if (!run) return undefined;
  const others = runs.filter((other) => !isOver(other));
  for (const one of others) one.alone = false;
  run.alone = others.length === 0 && world.project.activities.every(({ result }) => result !== null);
  runs.push(run);
  return run;
}

function letHappen(simulation: Simulation, happening: Happening): void {
  judgeEnds(simulation);
  const { world, runs, chosen } = simulation;
  for (const run of runs) if (!isOver(run)) run.alone = false;
  if (happening.kind === 'settings') {
    const name = happening.of ?? 'shop';
    const present = chosen.get(name) ?? usual;
    chosen.set(name, {
      ...present,
      ...happening.changes,
      ...(name === 'blog' ? asBlog : {}),
    });
  } else if (happening.kind === 'days') world.scheduler.pass(happening.count * day);
  else happen(world, happening);
}

/** Lets every run end, and all that Upsun was asked for. */
export async function untilAllEnd(simulation: Simulation): Promise<void> {
  const { world, runs, problems } = simulation;
  const { project, scheduler } = world;
  const over = await scheduler.drive(
    () => runs.every(isOver) && project.activities.every(({ result }) => result !== null),
    longest,
  );
  for (const run of runs) {
    if (!isOver(run)) {
      problems.push(`run ${run.number} never ends: ${wordsOf(run)}`);
      run.process.dead = true;
    }
  }
  judgeEnds(simulation);
  if (!over && problems.length === 0) problems.push('Upsun never comes to an end');
}

/** Looks at each run that is over, before anything else happens. */
function judgeEnds(simulation: Simulation): void {
  for (const run of simulation.runs) if (isOver(run) && !run.judged) look(run, simulation);
}

/** What must be so of a run that is over. */
function look(run: Run, { world, problems }: Simulation): void {
  run.judged = true;
  const secret = secretIn(run.output);
  if (secret) problems.push(`the log of run ${run.number} tells ${secret}`);
  if (run.crash !== undefined) problems.push(`run ${run.number} crashed: ${stackOf(run.crash)}`);
  for (const [said, commit = '', id = ''] of run.output.matchAll(/Upsun took (\w+) for ([^\s,]+)/g))
    if (![...run.pushed].some((pushed) => pushed.startsWith(`${id} ${commit}`)))
      problems.push(`run ${run.number} says "${said}", and it never pushed that`);
  const { ended, process, repository } = run;
  if (ended && !process.dead && !process.disturbed) {
    for (const [commit, statuses] of repository.statuses)
      for (const { key, state, by } of statuses.values())
        if (by === run.number && state === 'INPROGRESS')
          problems.push(`run ${run.number} left ${key} of ${commit.slice(0, 8)} in progress`);
  }
  if (!ended || process.dead || run.crash !== undefined || !isUndisturbed(run)) return;
  const objection = objectionToEnd(run, outcomeFor(run, world));
  if (objection)
    problems.push(`run ${run.number} ended with ${run.exitCode} although ${objection}: ${run.output}`);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function wordsOf({ command, target, chosen }: Run): string {
  return `${command} ${target ?? ''} with ${JSON.stringify(chosen)}`;
}
