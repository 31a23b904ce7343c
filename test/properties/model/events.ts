/** What may happen between two runs of the pipe, on Bitbucket and on Upsun. */
import * as fc from 'fast-check';
import type { Environment, PullRequest } from '../../../src/plan/world.ts';
import { children } from './upsun.ts';
import { openPullRequests, type World } from './world.ts';

export type Owner = 'ours' | 'theirs' | 'nobody' | 'copied' | 'ours, renamed' | 'theirs, same name';

/** Something that happens, by name. */
export type Happening =
  | { kind: 'commit' | 'delete branch'; branch: string }
  | { kind: 'open'; source: string; target: string; title: string; draft: boolean; fork: boolean }
  | { kind: 'close'; id: number; as: Exclude<PullRequest['state'], 'OPEN'> }
  | { kind: 'revise'; id: number; changes: { title: string } | { draft: boolean } | { target: string } }
  | { kind: 'fork commit'; id: number }
  | { kind: 'add'; id: string; parent: string; owner: Owner; type: string; status: AddedStatus }
  | { kind: 'pause' | 'deactivate' | 'be busy' | 'begin deletion' | 'fail'; id: string }
  | { kind: 'reparent'; id: string; parent: string }
  | { kind: 'days'; count: number };

export type AddedStatus = 'active' | 'inactive' | 'paused';

/** Something that may happen, with numbers for the choices that depend on what there is then. */
export interface Event {
  kind: Happening['kind'];
  one: number;
  other: number;
}

const branchNames = ['main', 'live', 'develop', 'feature/a', 'feature/b', 'demo/a', 'pr-1', 'pr-2'];
const environmentNames = [...branchNames, 'by-hand', 'old', 'pr-3'];
const titles = ['Log in', 'Log in [skip env]', '[KEEP env] Log in', ' Two\n lines '];
const owners: Owner[] = ['ours', 'ours', 'theirs', 'nobody', 'copied', 'ours, renamed', 'theirs, same name'];
const types = ['development', 'development', 'development', 'staging', 'production'];
const statuses: AddedStatus[] = ['active', 'inactive', 'paused'];

export const kinds = {
  bitbucket: [
    'commit',
    'commit',
    'commit',
    'delete branch',
    'open',
    'open',
    'close',
    'revise',
    'fork commit',
  ],
  upsun: ['add', 'pause', 'deactivate', 'be busy', 'begin deletion', 'fail', 'reparent'],
  time: ['days'],
} as const satisfies Record<string, Happening['kind'][]>;

export function events(of: readonly Happening['kind'][]): fc.Arbitrary<Event> {
  return fc.record({ kind: fc.constantFrom(...of), one: fc.nat(9999), other: fc.nat(9999) });
}

function pick<Item>(items: readonly Item[], choice: number): Item | undefined {
  return items[choice % items.length];
}

/** What an event comes to in this world; nothing where it is impossible. */
export function happeningOf(event: Event, world: World): Happening | undefined {
  const { kind, one, other } = event;
  switch (kind) {
    case 'commit':
      return { kind, branch: pick(branchNames, one) ?? '' };
    case 'delete branch': {
      const branch = pick([...world.branches.keys()], one);
      return branch && branch !== world.repository.mainBranch ? { kind, branch } : undefined;
    }
    case 'days':
      return { kind, count: 1 + (one % 6) };
    case 'open':
    case 'close':
    case 'revise':
    case 'fork commit':
      return pullRequestHappening({ kind, one, other }, world);
    default:
      return upsunHappening({ kind, one, other }, world);
  }
}

function pullRequestHappening({ kind, one, other }: Event, world: World): Happening | undefined {
  const branches = [...world.branches.keys()];
  const target = pick(branches, other);
  if (kind === 'open') {
    const source = pick(branches, one);
    if (!source || !target || source === target) return undefined;
    const title = pick(titles, one + other) ?? '';
    return { kind, source, target, title, draft: one % 5 === 0, fork: other % 5 === 0 };
  }
  const pullRequest = pick(openPullRequests(world), one);
  if (!pullRequest) return undefined;
  const { id } = pullRequest;
  if (kind === 'close') {
    const as = pick(['MERGED', 'DECLINED', 'SUPERSEDED'] as const, other) ?? 'DECLINED';
    return as === 'MERGED' && !world.branches.has(pullRequest.target) ? undefined : { kind, id, as };
  }
  if (kind === 'fork commit') return pullRequest.fork ? { kind, id } : undefined;
  if (other % 3 === 0) return { kind: 'revise', id, changes: { draft: !pullRequest.draft } };
  if (other % 3 === 1) return { kind: 'revise', id, changes: { title: pick(titles, one + other) ?? '' } };
  return target && target !== pullRequest.source.name
    ? { kind: 'revise', id, changes: { target } }
    : undefined;
}

function upsunHappening({ kind, one, other }: Event, world: World): Happening | undefined {
  const environments = [...world.environments.values()];
  const parent =
    pick(
      environments.map(({ id }) => id),
      other,
    ) ?? world.defaultBranch;
  if (kind === 'add') return addition(parent, { kind, one, other }, world);
  const possible = environments.filter((environment) => suits(kind, environment, world));
  const id = pick(possible, one)?.id;
  if (id === undefined) return undefined;
  if (kind === 'reparent') return isBelow(parent, id, world) ? undefined : { kind, id, parent };
  return { kind: kind as 'pause', id };
}

function suits(kind: Event['kind'], { id, status, isMain }: Environment, world: World): boolean {
  if (kind === 'fail' || kind === 'be busy') return status === 'active';
  if (isMain) return false;
  if (kind === 'pause') return status === 'active';
  if (kind === 'deactivate') return status === 'active' || status === 'paused';
  if (kind === 'begin deletion') return status === 'inactive' && children(world, id).length === 0;
  return status !== 'deleting';
}

function addition(parent: string, { one, other }: Event, world: World): Happening | undefined {
  const id = pick(environmentNames, one) ?? '';
  // Bitbucket confirms nothing of a pull request that never was.
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  if (world.environments.has(id) || (number && !world.pullRequests.has(Number(number)))) return undefined;
  if (world.environments.get(parent)?.status === 'deleting') return undefined;
  const owner = pick(owners, Math.floor(other / 7)) ?? 'ours';
  const type = pick(types, Math.floor(one / 11)) ?? 'development';
  return { kind: 'add', id, parent, owner, type, status: pick(statuses, Math.floor(other / 49)) ?? 'active' };
}

function isBelow(id: string, ancestor: string, { environments }: World): boolean {
  const seen = new Set<string>();
  for (let at: string | null = id; at && !seen.has(at);) {
    if (at === ancestor) return true;
    seen.add(at);
    at = environments.get(at)?.parent ?? null;
  }
  return environments.get(id)?.status === 'deleting';
}
