import type { CheckDefinition } from './definition.ts';

/** What a run reaches with its credentials, and what it may do there. */
export const accessChecks = {
  Settings: {
    group: 'upsun',
    looksAt: 'the variables of the step. Others than valid ones end the run before any check',
  },
  'Upsun token': {
    group: 'upsun',
    looksAt: 'whether Upsun accepts the token, and whose it is',
    cross: 'Upsun refuses it',
    remedy: 'Make a new API token in the profile of the machine user',
  },
  'Upsun project': {
    group: 'upsun',
    looksAt: 'whether the project exists and is not suspended',
    cross: 'it is suspended, or the token does not see it',
    dash: 'the token does not work',
    remedy: 'Compare `PROJECT_ID`, or settle the subscription',
  },
  Integrations: {
    group: 'upsun',
    looksAt: 'whether something else brings code into the project',
    cross: 'a source integration does. The exit code is then 3',
    dash: 'the project could not be read',
    remedy: 'Remove it: `upsun integration:delete`',
  },
  Roles: {
    group: 'upsun',
    looksAt: 'the list of environments',
    cross: 'it could not be read',
    dash: 'the project could not be read, or is suspended',
    remedy: 'Give the machine user a role on the project',
  },
  'Role on …': {
    group: 'upsun',
    looksAt: 'whether the token may change environments of that type',
    cross: 'it may change nothing there',
    dash: 'no environment of that type tells, or none is deployed',
    remedy: 'Give the machine user the admin role on the environment type',
  },
  'Parent of previews': {
    group: 'upsun',
    looksAt: 'whether the environment exists that `PULL_REQUEST_PARENT` names. Only where that is set',
    cross: 'it does not exist',
    dash: 'it is not active, so new previews get no data',
    remedy: 'Create or activate it, or change `PULL_REQUEST_PARENT`',
  },
  Backups: {
    group: 'upsun',
    looksAt: 'whether the token is allowed to back up production. Only with `BACKUP`',
    cross: 'it is not',
    dash: 'something runs on production',
    remedy: 'Give the machine user the admin role on the environment type production, or unset `BACKUP`',
  },
  'Container sizes': {
    group: 'upsun',
    looksAt: 'whether `RESOURCES_INIT` suits the project',
    cross: 'the project has a fixed plan, which decides sizes itself',
    dash: "the project's settings may not be read",
    remedy: 'Remove `RESOURCES_INIT`',
  },
  Room: {
    group: 'upsun',
    looksAt: 'whether another environment can become active',
    cross: 'as many are active or paused as the plan allows',
    dash: 'the next one takes the place of an idle one, or none is asked for',
    remedy:
      'Delete environments, set `PULL_REQUEST_TTL` or `ON_LIMIT=evict`, or add environments to the plan',
  },
  Repository: {
    group: 'bitbucket',
    looksAt: 'whether the repository can be read',
    cross: 'it cannot: it does not exist, or the credentials are refused',
    remedy: 'Compare `REPOSITORY`, or make a new token',
  },
  'Bitbucket credentials': {
    group: 'bitbucket',
    looksAt: 'what the credentials may do',
    cross: 'they are refused, or have no permission on the repository',
    dash: 'there are none, they may do more than the pipe needs, or Bitbucket does not tell',
    remedy: 'Make a token with the scopes that [permissions](permissions.md) lists',
  },
  'Scope for …': {
    group: 'bitbucket',
    looksAt: 'a scope that the settings ask for',
    cross: 'the token lacks it',
    remedy: 'Make a new token with that scope',
  },
  'Scope …': {
    group: 'bitbucket',
    looksAt: 'a scope of the token that the pipe does not need',
    dash: 'whoever gets hold of the token can do more than the pipe does',
    remedy: 'Make a new token without that scope',
  },
  'Build key': {
    group: 'bitbucket',
    looksAt: 'what the merge check "Required builds" of Data Center must match',
  },
  'Default branch': {
    group: 'between',
    looksAt: 'whether the main branch on Bitbucket has the name of the default branch on Upsun',
    cross: 'the names differ, so no push updates production',
    dash: 'one of the two could not be read',
    remedy: 'Give them one name: `upsun project:info default_branch`',
  },
  'SSH certificate': {
    group: 'between',
    looksAt: 'whether Upsun certifies an SSH key for this run',
    cross: 'it does not',
    dash: 'the token does not work',
    remedy: 'Make a new API token',
  },
  'Git server': {
    group: 'between',
    looksAt: 'whether the git server of the project can be reached, and shows its pinned key',
    cross: 'it cannot, or shows another key',
    dash: 'there is no certificate, or the code comes from elsewhere',
    remedy: 'Allow outgoing SSH connections, or set `SSH_KNOWN_HOSTS`',
  },
} as const satisfies Record<string, CheckDefinition>;
