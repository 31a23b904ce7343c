import type { BitbucketReader, RepositoryReader } from '../../bitbucket/bitbucket.ts';
import type { Granted } from '../../bitbucket/access.ts';
import { excessScopes, implied, type Need, scopeFor } from '../../bitbucket/cloud/scopes.ts';
import { buildKeyOf } from '../../bitbucket/data-center/build-key.ts';
import type { Repository } from '../../plan/world.ts';
import type { Settings } from '../../settings/parse.ts';
import type { Surroundings } from '../../trigger/trigger.ts';
import type { Check } from '../checks.ts';
import { foundOf, look, skipped, whenFound } from '../look.ts';

const credentials = 'Bitbucket credentials';

/** What the checks of Bitbucket read from, and nothing that could change the repository. */
export interface BitbucketPorts {
  /** `undefined` without credentials. */
  bitbucket: Pick<BitbucketReader, 'granted'> | undefined;
  reader: Pick<RepositoryReader, 'repository'>;
  settings: Settings;
  surroundings: Pick<Surroundings, 'repository'>;
  signal: AbortSignal;
}

export interface BitbucketFindings {
  checks: Check[];
  /** `undefined` where it could not be read. */
  repository: Repository | undefined;
}

/** Looks at the repository, and at what the credentials may do with it. */
export async function checkBitbucket({
  bitbucket,
  reader,
  settings,
  surroundings,
  signal,
}: BitbucketPorts): Promise<BitbucketFindings> {
  const [repository, granted] = await Promise.all([
    look('Repository', signal, reader.repository),
    look(credentials, signal, async () => bitbucket?.granted()),
  ]);
  const readable = whenFound(repository, ({ fullName }) => [
    { name: 'Repository', result: 'ok', detail: fullName },
  ]);
  if (repository.kind === 'problem' && granted.kind === 'problem') {
    const because = skipped(credentials, 'they do not reach the repository');
    return { checks: [...readable, because], repository: undefined };
  }
  const access = whenFound(granted, (found) => {
    if (!found) return [withoutCredentials];
    return found.kind === 'scopes'
      ? checkScopes(found, needsOf(settings))
      : [...checkPermission(found, surroundings.repository), ...buildKey(settings)];
  });
  return {
    checks: [...readable, ...access],
    repository: foundOf(repository),
  };
}

const withoutCredentials: Check = {
  name: credentials,
  result: 'note',
  detail: 'none: pull requests are not read and cleaned up, and no build status is set',
  remedy: 'Set BITBUCKET_ACCESS_TOKEN to a token with the scopes repository and pullrequest.',
};

/** Cleaning up reads pull requests whatever the settings say. */
function needsOf(settings: Settings): Need[] {
  return [
    'branches',
    'pull requests',
    ...(settings.buildStatus ? (['build status'] as const) : []),
    ...(settings.codeInsights ? (['Code Insights'] as const) : []),
    ...(settings.pullRequestComment ? (['comments'] as const) : []),
  ];
}

function checkScopes(
  { variable, scopes }: Extract<Granted, { kind: 'scopes' }>,
  needs: readonly Need[],
): Check[] {
  if (!scopes) return [skipped(credentials, `Bitbucket does not list the scopes of ${variable}`)];
  const has = implied(scopes);
  const needed = needs.map((need): Check => {
    const scope = scopeFor(need, scopes);
    const name = `Scope for ${need}` as const;
    if (has.has(scope)) return { name, result: 'ok', detail: `${scope} is granted` };
    return {
      name,
      result: 'missing',
      detail: `${variable} lacks ${scope}`,
      remedy: changeOf(variable, `with the scope ${scope}`),
    };
  });
  const excess = excessScopes(needs, scopes).map(({ scope, reason }): Check => ({
    name: `Scope ${scope}`,
    result: 'note',
    detail: `${variable} has it, and ${reason}`,
    remedy: changeOf(variable, `without the scope ${scope}`),
  }));
  return [...needed, ...excess];
}

/** Scopes of a token are fixed when it is made; those of a consumer can be edited. */
function changeOf(variable: string, how: string): string {
  return variable === 'BITBUCKET_OAUTH_KEY'
    ? `Save the OAuth consumer ${how} (Workspace settings > OAuth consumers).`
    : `Make a new token ${how}, and pass it to the pipe as ${variable}.`;
}

/** What an administrator of Data Center has to type in where a merge check shall ask for the build status. */
function buildKey(settings: Settings): Check[] {
  if (!settings.buildStatus) return [];
  const detail = `the merge check "Required builds" matches ${buildKeyOf(settings)}`;
  return [{ name: 'Build key', result: 'ok', detail }];
}

const permissions = {
  REPO_READ: { label: 'Repository read', harm: undefined },
  REPO_WRITE: { label: 'Repository write', harm: 'push code and delete branches' },
  REPO_ADMIN: { label: 'Repository admin', harm: 'change the settings and permissions of the repository' },
} as const;

function checkPermission(
  { variable, permission, user, version }: Extract<Granted, { kind: 'permission' }>,
  repository: string,
): Check[] {
  const server = `Bitbucket Data Center ${version}`;
  if (!permission) {
    return [
      {
        name: credentials,
        result: 'missing',
        detail: `${variable} has no permission on ${repository} (${server})`,
        remedy: `Give it the permission "${permissions.REPO_READ.label}" on ${repository}, or make an HTTP access token that has it.`,
      },
    ];
  }
  const { label, harm } = permissions[permission];
  const detail = `${variable} has "${label}" on ${repository}${user ? `, as ${user}` : ''} (${server})`;
  if (!harm) return [{ name: credentials, result: 'ok', detail }];
  return [
    {
      name: credentials,
      result: 'note',
      detail: `${detail}; who gets hold of it could ${harm}`,
      remedy: `"${permissions.REPO_READ.label}" would do.`,
    },
  ];
}
