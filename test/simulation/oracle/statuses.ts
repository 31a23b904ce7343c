/** DESIGN, section 6: what a build status may say. */
import { numberOf } from './facts.ts';
import { siteOf } from '../world/site.ts';
import type { Repository } from '../world/bitbucket.ts';
import type { World } from '../world/world.ts';
import { bitbucketToken, type Choices, password, token } from '../settings.ts';

const secrets = [password, token, bitbucketToken];

export function secretIn(text: string): string | undefined {
  return secrets.find((secret) => text.includes(secret));
}

/** Why a status must not be what it becomes; nothing where it may be. */
export function objectionToStatus(
  commit: string,
  { key, state, description, url }: { key: string; state: string; description: string; url: string },
  {
    world,
    repository,
    chosen,
    undisturbed,
    since,
  }: {
    world: World;
    repository: Repository;
    chosen: Choices;
    undisturbed: boolean;
    /** What changed since then, the run may not know. */
    since: number;
  },
): string | undefined {
  if (!repository.commits.has(commit)) return `there is no commit ${commit}`;
  const secret = secretIn(`${description} ${url}`);
  if (secret) return `${secret} is secret`;
  const id = key.slice(`upsun/${world.project.id}/`.length);
  const closedAt = repository.pullRequests.get(numberOf(id) ?? 0)?.closedAt;
  const isSite = url.includes('.site.example/');
  if (isSite && state !== 'SUCCESSFUL') return 'it links to a site';
  if (state === 'SUCCESSFUL' && closedAt !== undefined && closedAt < since)
    return 'its pull request was closed before';
  if (state !== 'SUCCESSFUL' || !undisturbed) return undefined;
  const environment = world.project.environments.get(id);
  if (!environment) return 'there is no such environment';
  if (isSite && url !== siteOf(environment)) return `${url} is not its address`;
  const { deployed, lastFailure, status, head } = environment;
  if (isSite && status !== 'active') return `it is ${status}`;
  if (!isSite) return carries(head, commit) ? undefined : 'it has another commit';
  if (!carries(deployed, commit)) return `${deployed} is live`;
  const counts = lastFailure === 'deployment' || (lastFailure === 'hook' && chosen.failOnHookError);
  return counts ? 'its last deployment failed' : undefined;
}

/** Whether what is live is a commit, or the result of merging it. */
function carries(live: string | undefined, commit: string): boolean {
  return live === commit || live?.slice(8, 24) === commit.slice(0, 16);
}

/** Why outputs must not be what is written; nothing where they may be. */
export function objectionToOutputs(
  { ENVIRONMENT_ID: id = '', ENVIRONMENT_URL: url = '', ENVIRONMENT_COMMIT: commit = '' }: Values,
  { project }: World,
  undisturbed: boolean,
): string | undefined {
  const secret = secretIn(`${id} ${url}`);
  if (secret) return `${secret} is secret`;
  if (url === '' || !undisturbed) return undefined;
  const environment = project.environments.get(id);
  if (environment?.status !== 'active' || url !== siteOf(environment)) return `${url} is not its address`;
  return commit === environment.head ? undefined : `its commit is ${environment.head}`;
}

type Values = Readonly<Partial<Record<string, string>>>;
