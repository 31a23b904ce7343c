import type { PipeRun } from '../../sandbox/ci/pipe.ts';
import type { Fault } from '../../sandbox/server.ts';
import type { HostName } from '../../scenarios/host.ts';
import { wordRequest } from '../kill/point.ts';
import { speed, startWorld, type TrustWorld } from '../kill/world.ts';
import { type FaultName, faults } from './faults.ts';
import type { Ending, Errand } from './errands.ts';

/** What came of a run in which one call went wrong. */
export type Result = 'fine' | 'warned' | 'failed';

export interface Cell {
  result: Result;
  exitCode: number | undefined;
  /** What must never be, whatever goes wrong. */
  wrongs: string[];
  output: string;
}

/** Every call that an errand makes, in the order in which each is made first. */
export async function callsOf(host: HostName, errand: Errand): Promise<string[]> {
  await using world = await startWorld(host, errand.options);
  const run = await errand.prepare(world);
  const calls = new Set<string>();
  world.watch = (moment, server, request) => {
    if (moment === 'before') calls.add(wordRequest(server, request));
  };
  await world.run(run);
  return [...calls];
}

/** Runs an errand in which a call goes wrong. */
export async function runCell(host: HostName, errand: Errand, call: string, name: FaultName): Promise<Cell> {
  await using world = await startWorld(host, errand.options);
  const run = await errand.prepare(world);
  const fault: Omit<Fault, 'server' | 'method' | 'path'> = faults[name];
  let left = fault.times ?? Infinity;
  world.watch = (moment, server, request) => {
    if (moment !== 'before' || left === 0 || wordRequest(server, request) !== call) return;
    left -= 1;
    const { method, path } = request;
    world.faults.push({ ...fault, times: 1, server, method, path: new RegExp(`^${RegExp.escape(path)}$`) });
  };
  const ended = await world.run(run);
  delete world.watch;
  await world.upsun.settled();
  return {
    ...judge(ended, world, errand, { call, fault: name }),
    exitCode: ended.exitCode,
    output: ended.output,
  };
}

/**
 * Milliseconds of its own time that a run may take. An environment that stays busy is waited for twice. Little of it is
 * left for what the machine takes, whose time does not pass any faster.
 */
function longest({ call, fault }: Pick<Ending, 'call' | 'fault'>): number {
  return fault === '409' || fault === '423' || isGit(call) ? 600_000 : 300_000;
}

/** Whose time is real, as that of the machine is. */
function isGit(call: string): boolean {
  return /\/(?:info\/refs|git-upload-pack)$/.test(call);
}

function judge(
  run: PipeRun,
  world: TrustWorld,
  errand: Errand,
  cell: Pick<Ending, 'call' | 'fault'>,
): Pick<Cell, 'result' | 'wrongs'> {
  const green = run.exitCode === 0;
  const ending = { ...cell, green, output: run.output };
  const took = run.duration * speed;
  const wrongs = [
    /^\s+at .*:\d+/m.test(run.output) && 'prints a stack',
    /(?:fault of|bug in) the pipe/.test(run.output) && 'calls it a bug of the pipe',
    run.signal !== undefined && `ended by ${run.signal}`,
    took > longest(cell) && `took ${Math.round(took / 1000)} s`,
    run.leftovers.length > 0 && `leaves ${run.leftovers.join(', ')}`,
    ...errand.wrongs(world, ending),
    !green && !/^.*(?:ERROR|✖)/m.test(run.output) && 'fails without a word',
  ].filter((wrong) => wrong !== false);
  const warned = /WARN/.test(run.output);
  return { wrongs, result: !green ? 'failed' : warned ? 'warned' : 'fine' };
}
