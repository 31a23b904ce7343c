import type { SettingName } from './table.ts';
import type { Variables } from './variables.ts';

interface Pair {
  names: readonly [SettingName, SettingName];
  /** With one of these nobody asks for the pair, and half of it may be meant for something else. */
  unless: readonly SettingName[];
}

/** Settings that mean nothing without each other. */
const pairs: readonly Pair[] = [
  {
    names: ['ATLASSIAN_ACCOUNT_EMAIL', 'ATLASSIAN_API_TOKEN'],
    unless: ['BITBUCKET_ACCESS_TOKEN', 'BITBUCKET_OAUTH_KEY'],
  },
  { names: ['BITBUCKET_OAUTH_KEY', 'BITBUCKET_OAUTH_SECRET'], unless: ['BITBUCKET_ACCESS_TOKEN'] },
  { names: ['BITBUCKET_SERVER_USERNAME', 'BITBUCKET_SERVER_PASSWORD'], unless: ['BITBUCKET_SERVER_TOKEN'] },
  { names: ['BITBUCKET_SERVER_SSH_PORT', 'BITBUCKET_SERVER_SSH_KEY_FILE'], unless: [] },
];

/** The settings that mean nothing without this one. */
export function partnersOf(name: string): SettingName[] {
  return pairs.flatMap(({ names }) =>
    names.some((own) => own === name) ? names.filter((other) => other !== name) : [],
  );
}

/** A sentence for each pair of which only one half is set. */
export function incompletePairs(variables: Variables): string[] {
  const isSet = (name: SettingName) => Boolean(variables[name]?.trim());
  return pairs.flatMap(({ names, unless }) => {
    const missing = names.filter((name) => !isSet(name));
    if (missing.length !== 1 || unless.some(isSet)) return [];
    return [`${missing[0]} is missing: ${names.join(' and ')} belong together`];
  });
}

/** A sentence for each two settings that cannot both be followed. `values` has what could be read, by variable. */
export function contradictions(values: ReadonlyMap<string, unknown>): string[] {
  const [resync, clone] = ['RESYNC_PULL_REQUESTS', 'PULL_REQUESTS_CLONE_PARENT_DATA'] as const;
  const forbidden =
    values.get(resync) === true && values.get(clone) === false
      ? [`${resync} copies the parent's data, which ${clone}=false forbids`]
      : [];
  return [...forbidden, ...unclearTargets(values), ...strayRollbacks(values)];
}

/** Without RELEASE_TAGS, the TAG of a job may be for something else. */
function unclearTargets(values: ReadonlyMap<string, unknown>): string[] {
  const releaseTags = values.get('RELEASE_TAGS');
  const hasReleases = Array.isArray(releaseTags) && releaseTags.length > 0;
  if (!hasReleases || values.get('TAG') === undefined) return [];
  return ['BRANCH', 'PULL_REQUEST_ID']
    .filter((name) => values.get(name) !== undefined)
    .map((name) => `TAG and ${name} are both set, and a run deploys only one of them`);
}

/** The pull request that a CI names is known later, and refused in `trigger/trigger.ts`. */
function strayRollbacks(values: ReadonlyMap<string, unknown>): string[] {
  if (values.get('ROLLBACK') !== true) return [];
  const command = values.get('COMMAND');
  return [
    ...(typeof command === 'string' && command !== 'deploy'
      ? [`ROLLBACK is for COMMAND=deploy only; got COMMAND=${command}`]
      : []),
    ...(values.get('PULL_REQUEST_ID') === undefined
      ? []
      : ['ROLLBACK is for branches and tags, and PULL_REQUEST_ID is set']),
  ];
}
