import {
  address,
  choice,
  duration,
  flag,
  globs,
  type Kind,
  positiveInteger,
  proxyAddress,
  text,
  userAndPassword,
} from './kinds.ts';

export const groups = {
  upsun: 'Upsun',
  cloud: 'Bitbucket Cloud',
  dataCenter: 'Bitbucket Data Center',
  target: 'What to look at',
  behaviour: 'Behaviour',
  reporting: 'Reporting',
} as const;

/** One setting: everything the parser, `pipe.yml` and the README say of it. */
export interface SettingDefinition<Value = unknown, Default = unknown> {
  group: keyof typeof groups;
  kind: Kind<Value>;
  default: Default;
  /** For the README, in Markdown. */
  meaning: string;
  required?: boolean;
  secret?: boolean;
  /** Names that other tools of the vendor use for the same thing. */
  aliases?: readonly string[];
  /** What the README says of a default that is not a constant. */
  defaultText?: string;
}

type Details = Omit<SettingDefinition, 'kind' | 'default' | 'group' | 'meaning'>;

function variable<Value>(
  group: SettingDefinition['group'],
  kind: Kind<Value>,
  meaning: string,
  details: Details = {},
): SettingDefinition<Value, undefined> {
  return { group, kind, meaning, default: undefined, ...details };
}

function required(
  group: SettingDefinition['group'],
  kind: Kind<string>,
  meaning: string,
  details: Details = {},
): SettingDefinition<string, string> {
  // The parser refuses a run without it, so this default is never read.
  return { group, kind, meaning, default: '', required: true, ...details };
}

function withDefault<Value>(
  group: SettingDefinition['group'],
  kind: Kind<Value>,
  initial: Value,
  meaning: string,
  details: Details = {},
): SettingDefinition<Value, Value> {
  return { group, kind, meaning, default: initial, ...details };
}

function list(initial: string[], meaning: string): SettingDefinition<string, string[]> {
  return { group: 'behaviour', kind: globs, meaning, default: initial };
}

/**
 * Every setting of the pipe, by the name of its environment variable. The parser, `pipe.yml` and the README table are
 * made from this one table.
 */
export const settingsTable = {
  COMMAND: withDefault(
    'target',
    choice('deploy', 'reconcile', 'cleanup', 'validate'),
    'deploy',
    '`deploy` brings the environment of this run in line and then cleans up, `reconcile` those of every branch and open pull request, `cleanup` only cleans up, `validate` looks whether everything is set up for that and changes nothing',
  ),

  UPSUN_CLI_TOKEN: required(
    'upsun',
    text,
    'API token of a machine user with the admin role on the environment types it deploys',
    {
      secret: true,
      aliases: ['PLATFORMSH_CLI_TOKEN', 'OVHCLOUD_WEBPAAS_CLI_TOKEN'],
    },
  ),
  PROJECT_ID: required('upsun', text, 'The Upsun project'),
  VENDOR: withDefault(
    'upsun',
    choice('upsun', 'platformsh', 'webpaas'),
    'upsun',
    'Preset of the three addresses below',
  ),
  UPSUN_API_URL: variable('upsun', address, 'API of the vendor', { defaultText: 'by vendor' }),
  UPSUN_AUTH_URL: variable('upsun', address, 'Token and SSH certificate server of the vendor', {
    defaultText: 'by vendor',
  }),
  UPSUN_CONSOLE_URL: variable('upsun', address, 'Console of the vendor, for links', {
    defaultText: 'by vendor',
  }),
  SSH_KNOWN_HOSTS: variable('upsun', text, "Further known_hosts lines for the project's git host", {
    defaultText: "the vendor's published keys",
  }),

  BITBUCKET_ACCESS_TOKEN: variable(
    'cloud',
    text,
    'Repository, project or workspace access token with the scopes `repository` and `pullrequest`',
    { secret: true },
  ),
  BITBUCKET_OAUTH_KEY: variable(
    'cloud',
    text,
    'Key of a private OAuth consumer with the permissions Repositories: Read and Pull requests: Read',
  ),
  BITBUCKET_OAUTH_SECRET: variable('cloud', text, 'Secret of that consumer', { secret: true }),
  ATLASSIAN_ACCOUNT_EMAIL: variable('cloud', text, 'Account of the API token below'),
  ATLASSIAN_API_TOKEN: variable(
    'cloud',
    text,
    'Atlassian API token with the scopes `read:repository:bitbucket` and `read:pullrequest:bitbucket`',
    { secret: true },
  ),
  BITBUCKET_API_URL: withDefault('cloud', address, 'https://api.bitbucket.org/2.0', "Bitbucket's API"),
  BITBUCKET_OAUTH_URL: withDefault(
    'cloud',
    address,
    'https://bitbucket.org/site/oauth2/access_token',
    "Bitbucket's OAuth token address",
  ),
  BITBUCKET_PROXY_URL: withDefault(
    'cloud',
    proxyAddress,
    'http://host.docker.internal:29418',
    "Pipelines' authenticating proxy, through which a pipe reaches the repository",
  ),

  BITBUCKET_SERVER_URL: variable(
    'dataCenter',
    address,
    'Base URL of a Data Center instance, with its context path',
  ),
  BITBUCKET_SERVER_TOKEN: variable(
    'dataCenter',
    text,
    'HTTP access token with the permission Repository read',
    { secret: true },
  ),
  BITBUCKET_SERVER_USERNAME: variable('dataCenter', text, 'User name, where there is no token'),
  BITBUCKET_SERVER_PASSWORD: variable('dataCenter', text, 'Password of that user', { secret: true }),
  BITBUCKET_SERVER_SSH_PORT: variable('dataCenter', positiveInteger, 'Fetch over SSH on this port'),
  BITBUCKET_SERVER_SSH_KEY_FILE: variable('dataCenter', text, 'Private key for fetching over SSH'),
  BITBUCKET_SERVER_CA_FILE: variable('dataCenter', text, 'PEM bundle of a private certificate authority'),

  REPOSITORY: variable('target', text, '`workspace/slug`, or `PROJECT/slug` on Data Center', {
    defaultText: "the pipeline's repository",
  }),
  BRANCH: variable('target', text, 'Branch to deploy', { defaultText: "the pipeline's branch" }),
  COMMIT: variable('target', text, 'Commit to deploy', { defaultText: "the pipeline's commit" }),
  PULL_REQUEST_ID: variable('target', positiveInteger, 'Pull request to deploy', {
    defaultText: "the pipeline's pull request",
  }),
  PULL_REQUEST_TARGET: variable('target', text, 'Target branch of that pull request', {
    defaultText: "the pull request's",
  }),
  SOURCE_DIR: variable('target', text, 'The clone', {
    defaultText: 'the clone of the pipeline, else the working directory',
  }),

  FETCH_BRANCHES: withDefault('behaviour', flag, true, 'An environment per branch'),
  PRUNE_BRANCHES: withDefault(
    'behaviour',
    flag,
    true,
    'Delete the environments of branches that are gone (off where FETCH_BRANCHES is off)',
  ),
  BUILD_PULL_REQUESTS: withDefault('behaviour', flag, true, 'An active environment per open pull request'),
  BUILD_DRAFT_PULL_REQUESTS: withDefault(
    'behaviour',
    flag,
    true,
    'Drafts too. Off gates creation only, it never deletes',
  ),
  BUILD_PULL_REQUESTS_POST_MERGE: withDefault(
    'behaviour',
    flag,
    false,
    'Build the result of merging the pull request into its target',
  ),
  PULL_REQUESTS_CLONE_PARENT_DATA: withDefault(
    'behaviour',
    flag,
    true,
    "The parent's data in a new pull request environment",
  ),
  RESYNC_PULL_REQUESTS: withDefault('behaviour', flag, false, "The parent's data again on every push"),
  RESOURCES_INIT: variable(
    'behaviour',
    choice('default', 'minimum', 'parent', 'manual'),
    'First container sizes (Upsun Flex only)',
  ),
  BRANCHES: list(['**'], 'Branches that get an environment'),
  EXCLUDE_BRANCHES: list([], 'Branches that get none'),
  ACTIVATE_BRANCHES: list([], 'Branches whose environment is active, not only created'),
  PULL_REQUEST_TARGETS: list(['**'], 'Target branches whose pull requests are built'),
  BUILD_FORK_PULL_REQUESTS: withDefault(
    'behaviour',
    flag,
    false,
    "Pull requests from forks too: their code gets the parent's data",
  ),
  PRUNE_UNMANAGED: withDefault(
    'behaviour',
    flag,
    false,
    'Also delete matching environments that this pipe did not make',
  ),
  PROTECTED_ENVIRONMENTS: list([], 'Environments that are never deactivated or deleted'),
  MAX_DELETIONS: withDefault('behaviour', positiveInteger, 10, 'A plan that deletes more is refused whole'),
  PULL_REQUEST_TTL: variable(
    'behaviour',
    duration,
    'Deactivate a pull request environment that was idle this long',
  ),
  ON_LIMIT: withDefault(
    'behaviour',
    choice('warn', 'fail', 'evict'),
    'warn',
    'When the plan has no room for another environment: leave it out, fail, or deactivate the longest idle one of a pull request',
  ),
  HTTP_AUTH: variable(
    'behaviour',
    userAndPassword,
    '`user:password` that pull request environments ask for',
    { secret: true },
  ),
  WAIT: withDefault(
    'behaviour',
    flag,
    true,
    'Wait for the deployment and take its result as that of the step',
  ),
  DEPLOY_TIMEOUT: withDefault('behaviour', duration, 3_600_000, 'Longest time that a deployment may run', {
    defaultText: '60m',
  }),
  QUEUE_TIMEOUT: withDefault('behaviour', duration, 1_800_000, 'Longest time that it may wait for its turn', {
    defaultText: '30m',
  }),
  DEPLOY_STRATEGY: variable(
    'behaviour',
    choice('rolling', 'stopstart'),
    'How the new version replaces the old one',
  ),
  FAIL_ON_HOOK_ERROR: withDefault(
    'behaviour',
    flag,
    true,
    'A failing deploy or post-deploy hook fails the step though the environment is live',
  ),
  DRY_RUN: withDefault('behaviour', flag, false, 'Print the plan and change nothing'),

  BUILD_STATUS: withDefault('reporting', flag, true, 'Report as a build status on the source commit'),
  CODE_INSIGHTS: withDefault('reporting', flag, true, 'Report as a Code Insights report'),
  PULL_REQUEST_COMMENT: withDefault(
    'reporting',
    flag,
    false,
    'Report as a comment on the pull request, one per project',
  ),
  OUTPUT_FILE: variable('reporting', text, 'A dotenv file to write the outputs to'),
  DEBUG: withDefault('reporting', flag, false, 'Log each request, and the stack of an error'),
} as const;

export type SettingName = keyof typeof settingsTable;

/** The same table as a list, for whoever goes through all of it. */
export const settingList: readonly (readonly [string, SettingDefinition])[] = Object.entries(settingsTable);
