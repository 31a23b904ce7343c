/** The clone, and Upsun's git server. */
import { PipeError } from '../../../src/errors.ts';
import type { Push } from '../../../src/git/push.ts';
import type { Source } from '../../../src/git/source.ts';
import { commitHash, type CommitHash } from '../../../src/plan/commit.ts';
import { descends, type Repository } from '../world/bitbucket.ts';
import { push } from '../world/operations.ts';
import { Refusal, type World } from '../world/world.ts';
import { call, type Process } from './call.ts';

function gitFailure(what: number | 'unreachable'): PipeError {
  return new PipeError(
    'failure',
    what === 'unreachable' ? 'The connection broke.' : `Upsun said no (${what}).`,
  );
}

/** A clone that has what there was when the run began, and fetches the rest. */
export function sourcePort(repository: Repository, process: Process): Source {
  const ask = <Value>(answer: () => Value) => call(process, answer, { failure: gitFailure });
  const held = new Set(repository.commits.keys());
  const branches = (names: readonly string[]) =>
    new Map(
      [...repository.branches].flatMap(([name, commit]): [string, CommitHash][] => {
        const whole = commitHash(commit);
        return whole && (names.length === 0 || names.includes(name)) ? [[name, whole]] : [];
      }),
    );
  return {
    directory: '/clone',
    find: (commit) => ask(() => commitHash([...held].find((one) => one.startsWith(commit)))),
    remoteTag: (tag) => ask(() => commitHash(repository.tags.get(tag))),
    descends: (commit, ancestor) => ask(() => descends(repository, commit, ancestor)),
    isOnBranch: (commit) =>
      ask(() => [...repository.branches.values()].some((tip) => descends(repository, tip, commit))),
    remoteHead: () => ask(() => repository.mainBranch),
    remoteBranches: (names = []) => ask(() => branches(names)),
    complete: (commit, from) =>
      ask(() => {
        const isReachable = from.ref ?? from.repository ?? repository.branches.has(from.name);
        const known = isReachable ? [...held, ...repository.commits.keys()] : [...held];
        const whole = commitHash(known.find((one) => one.startsWith(commit)));
        if (!whole) throw new PipeError('failure', `Commit ${commit} is not in ${from.name}.`);
        held.add(whole);
        return whole;
      }),
    // Runs without credentials know of no pull request that was opened.
    changedFiles: () => ask(() => []),
    merge: (source, target) =>
      ask(() => {
        const commit = mergeOf(repository, source, target);
        if (commit) held.add(commit);
        return commit ? { kind: 'merged', commit } : { kind: 'conflict', files: ['index.html'] };
      }),
  };
}

/** The result of merging two commits, which is always the same; some of them conflict. */
export function mergeOf(repository: Repository, source: string, target: string): CommitHash | undefined {
  if ((Number.parseInt(source.slice(0, 8), 16) + Number.parseInt(target.slice(0, 8), 16)) % 5 === 0)
    return undefined;
  const hash = commitHash(`${'e'.repeat(8)}${source.slice(0, 16)}${target.slice(0, 16)}`);
  if (hash) repository.commits.set(hash, { hash, fails: repository.commits.get(source)?.fails });
  return hash;
}

export function pushPort(world: World, process: Process): Push {
  return async ({ branch: id, commit, expected, options }) => {
    try {
      const kind = await call(
        process,
        () => {
          const other = inTheWay(world, id);
          if (other !== undefined)
            throw new PipeError('failure', `Git cannot have a branch ${id} beside ${other}.`);
          return push(world, { id, commit, expected, options }, process.number);
        },
        { failure: (what) => (what === 'unreachable' ? new Broken() : gitFailure(what)) },
      );
      return kind === 'pushed' ? { kind, withOptions: true } : { kind };
    } catch (error) {
      if (error instanceof Refusal) throw gitFailure(error.status);
      if (!(error instanceof Broken)) throw error;
      return { kind: 'unclear', error: gitFailure('unreachable') };
    }
  };
}

class Broken extends Error {}

/** git keeps branches like files, so that `a/b` cannot be beside `a`. */
function inTheWay({ project: { environments } }: World, id: string): string | undefined {
  if (environments.has(id)) return undefined;
  return [...environments.keys()].find((other) => id.startsWith(`${other}/`) || other.startsWith(`${id}/`));
}
