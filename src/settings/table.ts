import { vendors } from '../upsun/vendors.ts';
import { inGroup, type SettingDefinition } from './definition.ts';
import {
  address,
  buildKey,
  choice,
  duration,
  keyOf,
  positiveInteger,
  proxyAddress,
  repositoryName,
  userAndPassword,
} from './kinds.ts';

const [upsun, cloud, dataCenter] = [inGroup('upsun'), inGroup('cloud'), inGroup('dataCenter')];
const [target, behaviour, reporting] = [inGroup('target'), inGroup('behaviour'), inGroup('reporting')];

const ownToken = 'UPSUN_CLI_TOKEN';
const tokenAliases = Object.values(vendors)
  .map(({ tokenVariable }) => tokenVariable)
  .filter((name) => name !== ownToken);

/**
 * Every setting of the pipe, by the name of its environment variable. The parser, `pipe.yml` and the README table are
 * made from this one table.
 */
export const settingsTable = {
  COMMAND: target.withDefault(
    choice('deploy', 'reconcile', 'cleanup', 'validate'),
    'deploy',
    '`deploy` brings the environment of this run in line and then cleans up, `reconcile` those of every branch and open pull request, `cleanup` only cleans up, `validate` looks whether everything is set up for that and changes nothing',
  ),

  UPSUN_CLI_TOKEN: upsun.required(
    'API token of a machine user with the admin role on the environment types it deploys',
    {
      secret: true,
      aliases: tokenAliases,
    },
  ),
  PROJECT_ID: upsun.required('The Upsun project'),
  VENDOR: upsun.withDefault(keyOf(vendors), 'upsun', 'Preset of the three addresses below'),
  UPSUN_API_URL: upsun.optional(address, 'API of the vendor', { defaultText: 'by vendor' }),
  UPSUN_AUTH_URL: upsun.optional(address, 'Token and SSH certificate server of the vendor', {
    defaultText: 'by vendor',
  }),
  UPSUN_CONSOLE_URL: upsun.optional(address, 'Console of the vendor, for links', {
    defaultText: 'by vendor',
  }),
  SSH_KNOWN_HOSTS: upsun.text("Further known_hosts lines for the project's git host", {
    defaultText: "the vendor's published keys",
  }),

  BITBUCKET_ACCESS_TOKEN: cloud.secret(
    'Repository, project or workspace access token with the scopes `repository` and `pullrequest`',
  ),
  BITBUCKET_OAUTH_KEY: cloud.text(
    'Key of a private OAuth consumer with the permissions Repositories: Read and Pull requests: Read',
  ),
  BITBUCKET_OAUTH_SECRET: cloud.secret('Secret of that consumer'),
  ATLASSIAN_ACCOUNT_EMAIL: cloud.text('Account of the API token below'),
  ATLASSIAN_API_TOKEN: cloud.secret(
    'Atlassian API token with the scopes `read:repository:bitbucket` and `read:pullrequest:bitbucket`',
  ),
  BITBUCKET_API_URL: cloud.withDefault(address, 'https://api.bitbucket.org/2.0', "Bitbucket's API"),
  BITBUCKET_OAUTH_URL: cloud.withDefault(
    address,
    'https://bitbucket.org/site/oauth2/access_token',
    "Bitbucket's OAuth token address",
  ),
  BITBUCKET_PROXY_URL: cloud.withDefault(
    proxyAddress,
    'http://host.docker.internal:29418',
    "Pipelines' authenticating proxy, through which a pipe reaches the repository",
  ),

  BITBUCKET_SERVER_URL: dataCenter.optional(
    address,
    'Base URL of a Data Center instance, with its context path',
  ),
  BITBUCKET_SERVER_TOKEN: dataCenter.secret('HTTP access token with the permission Repository read'),
  BITBUCKET_SERVER_USERNAME: dataCenter.text('User name, where there is no token'),
  BITBUCKET_SERVER_PASSWORD: dataCenter.secret('Password of that user'),
  BITBUCKET_SERVER_SSH_PORT: dataCenter.optional(positiveInteger, 'Fetch over SSH on this port'),
  BITBUCKET_SERVER_SSH_KEY_FILE: dataCenter.text('Private key for fetching over SSH'),
  BITBUCKET_SERVER_CA_FILE: dataCenter.text('PEM bundle of a private certificate authority'),
  BITBUCKET_SERVER_BUILD_KEY: dataCenter.optional(
    buildKey,
    'Key of the build statuses (their `parent`) that the merge check "Required builds" matches',
    { defaultText: '`upsun-environments/<PROJECT_ID>`' },
  ),

  REPOSITORY: target.text('`workspace/slug`, or `PROJECT/slug` on Data Center', {
    defaultText: "the pipeline's repository",
  }),
  BRANCH: target.text('Branch to deploy', { defaultText: "the pipeline's branch" }),
  COMMIT: target.text('Commit to deploy', { defaultText: "the pipeline's commit" }),
  PULL_REQUEST_ID: target.optional(positiveInteger, 'Pull request to deploy', {
    defaultText: "the pipeline's pull request",
  }),
  PULL_REQUEST_TARGET: target.text('Target branch of that pull request', {
    defaultText: "the pull request's",
  }),
  SOURCE_DIR: target.text('The clone', {
    defaultText: 'the clone of the pipeline, else the working directory',
  }),

  FETCH_BRANCHES: behaviour.flag(true, 'An environment per branch'),
  PRUNE_BRANCHES: behaviour.flag(
    true,
    'Delete the environments of branches that are gone (off where FETCH_BRANCHES is off)',
  ),
  BUILD_PULL_REQUESTS: behaviour.flag(true, 'An active environment per open pull request'),
  BUILD_DRAFT_PULL_REQUESTS: behaviour.flag(true, 'Drafts too. Off gates creation only, it never deletes'),
  BUILD_PULL_REQUESTS_POST_MERGE: behaviour.flag(
    false,
    'Build the result of merging the pull request into its target',
  ),
  PULL_REQUESTS_CLONE_PARENT_DATA: behaviour.flag(
    true,
    "The parent's data in a new pull request environment",
  ),
  RESYNC_PULL_REQUESTS: behaviour.flag(false, "The parent's data again on every push"),
  RESOURCES_INIT: behaviour.optional(
    choice('default', 'minimum', 'parent', 'manual'),
    'First container sizes (Upsun Flex only)',
  ),
  BRANCHES: behaviour.list(['**'], 'Branches that get an environment'),
  EXCLUDE_BRANCHES: behaviour.list([], 'Branches that get none'),
  ACTIVATE_BRANCHES: behaviour.list([], 'Branches whose environment is active, not only created'),
  PULL_REQUEST_TARGETS: behaviour.list(['**'], 'Target branches whose pull requests are built'),
  BUILD_FORK_PULL_REQUESTS: behaviour.flag(
    false,
    "Pull requests from forks too: their code gets the parent's data",
  ),
  PRUNE_UNMANAGED: behaviour.flag(false, 'Also delete matching environments that this pipe did not make'),
  TAKE_OVER: behaviour.list(
    [],
    'Repositories that this one replaces, for example after a move to Cloud: `workspace/slug`, `PROJECT/slug`. Their environments of the same branches, and of pull requests with the same number and source branch, then belong to this one; the others stay',
    repositoryName,
  ),
  PROTECTED_ENVIRONMENTS: behaviour.list([], 'Environments that are never deactivated or deleted'),
  MAX_DELETIONS: behaviour.withDefault(positiveInteger, 10, 'A plan that deletes more is refused whole'),
  PULL_REQUEST_TTL: behaviour.optional(
    duration,
    'Deactivate a pull request environment that was idle this long',
  ),
  ON_LIMIT: behaviour.withDefault(
    choice('warn', 'fail', 'evict'),
    'warn',
    'When the plan has no room for another environment: leave it out, fail, or deactivate the longest idle one of a pull request',
  ),
  HTTP_AUTH: behaviour.optional(userAndPassword, '`user:password` that pull request environments ask for', {
    secret: true,
  }),
  WAIT: behaviour.flag(true, 'Wait for the deployment and take its result as that of the step'),
  DEPLOY_TIMEOUT: behaviour.withDefault(duration, 3_600_000, 'Longest time that a deployment may run', {
    defaultText: '60m',
  }),
  QUEUE_TIMEOUT: behaviour.withDefault(duration, 1_800_000, 'Longest time that it may wait for its turn', {
    defaultText: '30m',
  }),
  DEPLOY_STRATEGY: behaviour.optional(
    choice('rolling', 'stopstart'),
    'How the new version replaces the old one',
  ),
  FAIL_ON_HOOK_ERROR: behaviour.flag(
    true,
    'A failing deploy or post-deploy hook fails the step though the environment is live',
  ),
  DRY_RUN: behaviour.flag(false, 'Print the plan and change nothing'),

  BUILD_STATUS: reporting.flag(true, 'Report as a build status on the source commit'),
  CODE_INSIGHTS: reporting.flag(true, 'Report as a Code Insights report'),
  PULL_REQUEST_COMMENT: reporting.flag(false, 'Report as a comment on the pull request, one per project'),
  OUTPUT_FILE: reporting.text('A dotenv file to write the outputs to'),
  DEBUG: reporting.flag(false, 'Log each request, and the stack of an error'),
} as const;

export type SettingName = keyof typeof settingsTable;

/** A setting with the name of its variable. */
export type SettingEntry = readonly [name: string, definition: SettingDefinition];

/** The same table as a list, for whoever goes through all of it. */
export const settingList: readonly SettingEntry[] = Object.entries(settingsTable);

/** All names under which a setting is read, its own first. */
export function namesOf([name, { aliases = [] }]: SettingEntry): readonly string[] {
  return [name, ...aliases];
}
