/**
 * What the rules speak of. The rules in this folder say what DESIGN's sections 3 and 4 say, and share no code with the
 * pipe: they look at the world as it is, and not as the pipe reads it.
 */
import type { Choices } from '../settings.ts';
import type { PullRequest, Repository } from '../world/bitbucket.ts';
import type { Environment, Project } from '../world/upsun.ts';

export interface Facts {
  /** The run that is judged. */
  by: number;
  project: Project;
  repository: Repository;
  product: 'cloud' | 'data-center';
  credentials: boolean;
  chosen: Choices;
  now: number;
  /** When the run began. */
  began: number;
  /** What the repository was called then: a run reads that once. */
  calledThen: string;
  /** What changed since then, a run cannot be expected to know: between its question and its deed lies a moment. */
  since: number;
}

/** The same, with what the run found. */
export interface Outcome extends Facts {
  /** The environments when it began. */
  before: ReadonlyMap<string, Environment>;
  /** It would have deleted too much, and so took nothing away. */
  refused: boolean;
  /** What merging a pull request comes to; `undefined` for a conflict. */
  merge: (pullRequest: Pick<PullRequest, 'commit' | 'target'>) => string | undefined;
  failureOf: (commit: string) => 'build' | 'deploy' | 'post_deploy' | undefined;
}

export function numberOf(id: string): number | undefined {
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  return number === undefined ? undefined : Number(number);
}

export function pullRequestOf(id: string, { repository }: Facts): PullRequest | undefined {
  const number = numberOf(id);
  return number === undefined ? undefined : repository.pullRequests.get(number);
}

/** Whose environment it is, by what its attributes say. */
export function ownerOf(
  { id, attributes }: Environment,
  { repository, product, calledThen }: Facts,
): 'ours' | 'theirs' | 'nobody' {
  if (attributes['managed_by'] !== 'upsun-environments' || attributes['environment'] !== id) return 'nobody';
  const { repository: name, repository_uuid: uuid } = attributes;
  if (name === undefined) return 'nobody';
  // A repository keeps its uuid when it is renamed; Data Center gives none.
  const same = product === 'cloud' && uuid ? uuid === repository.uuid : name === calledThen;
  return same ? 'ours' : 'theirs';
}

/** Of another repository, and not one that TAKE_OVER names with the mark of this very branch. */
export function isOutOfReach(environment: Environment, facts: Facts): boolean {
  if (ownerOf(environment, facts) !== 'theirs') return false;
  const { id, attributes } = environment;
  const { repository: owner = '', kind, branch } = attributes;
  const isNamed = facts.chosen.takeOver.some((name) => name.toLowerCase() === owner.toLowerCase());
  const pullRequest = pullRequestOf(id, facts);
  const purpose = pullRequest ? ['pull-request', pullRequest.source] : ['branch', id];
  return !isNamed || kind !== purpose[0] || branch !== purpose[1];
}

/** Built-in and chosen protection. */
export function protectionOf({ id, type }: Environment, { project, chosen }: Facts): string | undefined {
  if (id === project.defaultBranch) return 'it is the default environment';
  if (type !== 'development') return `it is of type ${type}`;
  return matchesAny(id, chosen.protected) ? 'it is protected' : undefined;
}

/** `**`, `folder/*` or a name. */
export function matchesAny(name: string, globs: readonly string[]): boolean {
  return globs.some((glob) => {
    if (glob === '**') return true;
    return glob.endsWith('/*') ? name.startsWith(glob.slice(0, -1)) : glob === name;
  });
}

export function hasMarker({ title }: PullRequest, word: string): boolean {
  return title.toLowerCase().includes(`[${word}]`);
}

/** A person, or another run, had a hand in it a moment ago. */
export function wasTouched({ touchedAt, createdAt, edited }: Environment, { since, by }: Facts): boolean {
  const editedAt = edited && edited.by !== by ? edited.at : -Infinity;
  return Math.max(touchedAt, createdAt, editedAt) >= since;
}
