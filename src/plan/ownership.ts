import { previewId } from './preview.ts';
import type { Environment, Repository } from './world.ts';

const manager = 'upsun-environments';

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
  const {
    managed_by,
    repository: owner,
    environment: marked,
    kind,
    branch,
    pull_request,
  } = environment.attributes;
  if (managed_by !== manager || !owner || marked !== environment.id || otherOwner(environment, repository))
    return undefined;
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
