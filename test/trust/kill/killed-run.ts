import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningPipe } from '../../sandbox/ci/pipe.ts';
import { watchCommands } from './commands.ts';
import { type Point, wordRequest } from './point.ts';
import type { Run, TrustWorld } from './world.ts';

/**
 * Runs the pipe and kills it at a point, where it gets there. Returns what it did until then: its requests, and the
 * commands of git and OpenSSH.
 */
export async function killedRun(world: TrustWorld, run: Run, point?: Point): Promise<string[]> {
  const requests: string[] = [];
  const commands = await watchCommands(await mkdtemp(join(world.directory, 'commands-')), point);
  const counts = new Map<string, number>();
  const dead = Promise.withResolvers<void>();
  let running: RunningPipe | undefined;

  world.watch = async (moment, server, request) => {
    const what = wordRequest(server, request);
    if (moment === 'before') {
      requests.push(what);
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    if (point?.moment !== moment || point.what !== what || counts.get(what) !== point.nth) return;
    running?.kill('SIGKILL');
    await dead.promise;
    // Nobody hears the answer any more; what it asked for is not done where it was killed before.
    if (moment === 'before') await new Promise(() => {});
  };
  running = await world.start({ ...run, variables: { ...run.variables, PATH: commands.path } });
  await running.finished;
  dead.resolve();
  delete world.watch;
  return [...requests, ...(await commands.started())];
}
