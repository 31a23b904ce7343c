/** What goes wrong only where several things come together, which they seldom do by themselves. */
import type { Happening, Step } from './history.ts';
import type { Random } from './random.ts';

/** Something changes while a run deletes the environment of what this step closes. */
export function duringDeletion(closing: Step, random: Random): Step[] {
  const { once, pick, below } = random;
  const closed = closedBy(closing);
  if (closed === undefined) return [];
  const command = pick(['cleanup', 'reconcile', 'reconcile'] as const);
  // Among its first calls are the lists that everything is planned from, and then the questions about each.
  const broken = once(3)
    ? { faults: { [5 + below(14)]: pick(['broken', 'wrong page', 'unreachable'] as const) } }
    : {};
  const run = { kind: 'run', command, pace: below(1_000_000), ...broken, wait: 8 + below(40) } as const;
  return [run, ...(once(4) ? [] : [contrary(closed, random)])];
}

/** The environment that a run would delete after this. */
function closedBy(before: Step): string | undefined {
  if (before.kind === 'delete branch') return before.branch;
  return before.kind === 'close' ? `pr-${before.id}` : undefined;
}

/** What speaks against the deletion of an environment that is under way. */
function contrary(id: string, { pick, below }: Random): Step {
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  const change: Happening = pick([
    number === undefined ? { kind: 'commit', branch: id } : { kind: 'reopen', id: Number(number) },
    number === undefined ? { kind: 'commit', branch: id } : { kind: 'reopen', id: Number(number) },
    { kind: 'retype', id, type: 'staging' },
    { kind: 'unmark', id },
    { kind: 'add', id: 'by-hand', parent: id, owner: 'nobody', status: 'inactive' },
    {
      kind: 'reparent',
      id: pick(['develop', 'feature/a', 'feature/b', 'by-hand', 'pr-1', 'pr-2']),
      parent: id,
    },
  ] as const);
  return { ...change, wait: below(30) };
}

/** A run is so slow that the one for the next commit pushes before it. */
export function overtaking({ pick, below }: Random): Step[] {
  const branch = pick(['main', 'develop', 'feature/a']);
  const deploy = { kind: 'run', command: 'deploy', target: branch, pace: below(1_000_000) } as const;
  return [
    { kind: 'commit', branch, wait: 0 },
    { ...deploy, faults: { [5 + below(12)]: 'late' }, wait: 20 + below(40) },
    { kind: 'commit', branch, wait: 0 },
    { ...deploy, wait: below(60) },
  ];
}

/** A branch is deleted whose environment has one above it and one below it that stay. */
export function succession({ pick, below }: Random): Step[] {
  const [middle, above] = pick([
    ['feature/a', 'develop'],
    ['feature/b', 'develop'],
    ['develop', 'feature/b'],
  ] as const);
  return [
    { kind: 'commit', branch: above, wait: 0 },
    { kind: 'commit', branch: middle, wait: 0 },
    { kind: 'run', command: 'reconcile', pace: below(1_000_000) },
    { kind: 'reparent', id: middle, parent: above, wait: 0 },
    { kind: 'add', id: 'by-hand', parent: middle, owner: 'nobody', status: 'inactive', wait: 0 },
    { kind: 'reparent', id: 'by-hand', parent: middle, wait: 0 },
    { kind: 'delete branch', branch: middle, wait: 0 },
    {
      kind: 'run',
      command: pick(['cleanup', 'reconcile', 'deploy'] as const),
      target: 'main',
      pace: below(1_000_000),
    },
  ];
}
