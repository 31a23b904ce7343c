import { previewId } from './preview.ts';
import type { Environment, Repository } from './world.ts';

const manager = 'upsun-environments';
const markNames: ReadonlySet<string> = new Set([
  'managed_by',
  'repository',
  'repository_uuid',
  'environment',
  'kind',
  'branch',
  'pull_request',
]);

/** What an environment is made for. */
export type Purpose =
  | { kind: 'branch'; branch: string }
  | { kind: 'pull-request'; id: number; branch: string };

/**
 * The map that marks an environment as made by this pipe for this repository. It names the environment as well, because
 * a child may take over the attributes of its parent.
 */
export function ownershipMap(
  repository: Repository,
  environment: string,
  purpose: Purpose,
): Record<string, string> {
  return {
    managed_by: manager,
    repository: repository.fullName,
    ...(repository.uuid ? { repository_uuid: repository.uuid } : {}),
    environment,
    kind: purpose.kind,
    branch: purpose.branch,
    ...(purpose.kind === 'pull-request' ? { pull_request: String(purpose.id) } : {}),
  };
}

/** What an environment was made for, where its mark says that this pipe made it for this repository. */
export function ownPurpose(environment: Environment, repository: Repository): Purpose | undefined {
  return otherOwner(environment, repository) ? undefined : markedPurpose(environment);
}

/** What an environment was made for, where its mark says that this pipe made it, for whichever repository. */
export function markedPurpose(environment: Environment): Purpose | undefined {
  const { managed_by, repository, environment: marked, kind, branch, pull_request } = environment.attributes;
  if (managed_by !== manager || !repository || marked !== environment.id) return undefined;
  if (kind === 'branch') return { kind, branch: environment.id };
  const id = Number(pull_request);
  // A mark that contradicts the name was not written by this pipe as it is.
  return environment.id === previewId(id) ? { kind: 'pull-request', id, branch: branch ?? '' } : undefined;
}

/** The repository that an environment is marked as belonging to, where that is another one than ours. */
export function otherOwner(environment: Environment, repository: Repository): string | undefined {
  const { managed_by, repository: owner, repository_uuid, environment: marked } = environment.attributes;
  if (managed_by !== manager || !owner || marked !== environment.id) return undefined;
  // A repository keeps its uuid when it is renamed or moved.
  const same =
    repository.uuid && repository_uuid ? repository_uuid === repository.uuid : owner === repository.fullName;
  return same ? undefined : owner;
}

/** Whose an environment is that somebody here wants to have. */
export type Claim =
  | { kind: 'free' }
  /** It belonged to a repository that this one replaces, and was made for the same branch. */
  | { kind: 'adopted'; from: string }
  | { kind: 'refused'; reason: OthersClaim };

/** Why an environment cannot be had: it is another repository's. */
export interface OthersClaim {
  code: 'owned-by-other' | 'made-for-another';
  repository: string;
  /** It bore the name of this one, before this one was created. */
  isFormer: boolean;
}

/**
 * Whether an environment can be had for a purpose here. What belongs to another repository cannot, unless `takeOver`
 * names that one and the environment bears the mark of the same branch: numbers of pull requests begin anew in a new
 * repository, and pr-7 may be the environment of another one.
 */
export function claim(
  environment: Environment,
  purpose: Purpose,
  repository: Repository,
  takeOver: readonly string[],
): Claim {
  const owner = otherOwner(environment, repository);
  if (!owner) return { kind: 'free' };
  const refused = (code: 'owned-by-other' | 'made-for-another'): Claim => ({
    kind: 'refused',
    reason: { code, repository: owner, isFormer: owner === repository.fullName },
  });
  if (!isTakenOver(owner, takeOver)) return refused('owned-by-other');
  const { kind, branch } = environment.attributes;
  return kind === purpose.kind && branch === purpose.branch
    ? { kind: 'adopted', from: owner }
    : refused('made-for-another');
}

/** Whether a repository is named as one that this one replaces. Bitbucket tells no letters apart by their case. */
export function isTakenOver(owner: string, takeOver: readonly string[]): boolean {
  return takeOver.some((name) => name.toLowerCase() === owner.toLowerCase());
}

/** An environment as it would be if this pipe had never marked it. */
export function withoutMark(environment: Environment): Environment {
  const others = Object.entries(environment.attributes).filter(([name]) => !markNames.has(name));
  return { ...environment, attributes: Object.fromEntries(others) };
}
