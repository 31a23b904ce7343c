/** The look at what is left of a history: what an undisturbed `reconcile` makes of it, and the next one. */
import { outcomeFor } from './judge.ts';
import { start, type Simulation, untilAllEnd } from './live.ts';
import type { RepositoryName } from './history.ts';
import type { Facts } from './oracle/facts.ts';
import { objectionToDeletion } from './oracle/removal.ts';
import { wrongStatuses } from './oracle/reported.ts';
import { shortcomings } from './oracle/wanted.ts';
import type { Run } from './runs.ts';
import { commitOf } from './world/world.ts';

export async function lookAtTheEnd(simulation: Simulation): Promise<void> {
  // A request of a run that failed may still be on its way.
  await simulation.world.scheduler.drive(() => false);
  // What nobody waits for is not there yet when the next thing depends on it.
  for (const [name, chosen] of simulation.chosen) simulation.chosen.set(name, { ...chosen, wait: true });
  const names = namesIn(simulation);
  for (const name of names) {
    await inLine(simulation, name);
    if (simulation.problems.length > 0) return;
  }
  // One repository may have made way for the other, and what was adopted only now may be idle for long.
  for (const name of names) await reconcile(simulation, name);
  for (const name of names) await again(simulation, name);
}

function namesIn({ history }: Simulation): RepositoryName[] {
  return history.steps.some((step) => step.of === 'blog') || history.blog ? ['shop', 'blog'] : ['shop'];
}

async function reconcile(simulation: Simulation, of: RepositoryName, dryRun = false): Promise<Run> {
  const run = start(simulation, { command: 'reconcile', of, pace: simulation.runs.length, dryRun });
  if (!run) throw new Error(`There is no repository ${of}`);
  await untilAllEnd(simulation);
  return run;
}

async function inLine(simulation: Simulation, name: RepositoryName): Promise<void> {
  const { world, problems } = simulation;
  const dry = await reconcile(simulation, name, true);
  const run = await reconcile(simulation, name);
  if (problems.length > 0) return;
  const [planned, done] = [tablesOf(dry.output), tablesOf(run.output)];
  if (planned !== done) problems.push(`The dry run told\n${planned}\nand the run did\n${done}`);
  const facts = outcomeFor(run, world);
  problems.push(...shortcomings(facts), ...wrongStatuses(facts), ...leftovers(run, facts));
  if (problems.length > 0) problems.push(run.output);
}

/** What should have been deleted, unless there was too much of it. */
function leftovers(run: Run, facts: Facts): string[] {
  if (run.exitCode === 3) return [];
  return [...facts.project.environments.values()].flatMap((environment) =>
    objectionToDeletion(environment, facts) === undefined ? [`${environment.id} should be gone`] : [],
  );
}

/** A second run changes nothing, but for what fails each time. */
async function again(simulation: Simulation, name: RepositoryName): Promise<void> {
  const { problems, world } = simulation;
  const { environments } = world.project;
  const run = await reconcile(simulation, name);
  const failing = (id: string) => commitOf(world, environments.get(id)?.head ?? '')?.fails !== undefined;
  const changed = [...run.changed].filter((id) => !failing(id));
  if (changed.length > 0) problems.push(`A second run changed ${changed.join(', ')}:\n${run.output}`);
}

/** The tables of what is to be done. */
function tablesOf(output: string): string {
  return (output.match(/^ENVIRONMENT +ACTION[^]*?\n\n/gm) ?? []).join('');
}
