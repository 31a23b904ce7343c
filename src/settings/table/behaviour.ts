import { inGroup } from '../definition.ts';
import {
  choice,
  duration,
  fileGlobs,
  flagOrOnRequest,
  repositoryName,
  sitePath,
  userAndPassword,
  wholeNumber,
} from '../kinds.ts';
import { previewVariable } from '../preview-variables.ts';

const { flag, hiddenList, list, optional, text, withDefault } = inGroup('behaviour');

/** What a run does. */
export const behaviourSettings = {
  FETCH_BRANCHES: flag(true, 'An environment per branch'),
  PRUNE_BRANCHES: flag(
    true,
    'Delete the environments of branches that are gone (off where FETCH_BRANCHES is off)',
  ),
  BUILD_PULL_REQUESTS: withDefault<boolean | 'on-request'>(
    flagOrOnRequest,
    true,
    'An active environment per open pull request. `on-request`: only for those marked `[env]`',
  ),
  BUILD_DRAFT_PULL_REQUESTS: flag(true, 'Drafts too. Off gates creation only, it never deletes'),
  BUILD_PULL_REQUESTS_POST_MERGE: flag(false, 'Build the result of merging the pull request into its target'),
  PULL_REQUESTS_CLONE_PARENT_DATA: flag(true, "The parent's data in a new pull request environment"),
  RESYNC_PULL_REQUESTS: flag(false, "The parent's data again on every push"),
  RESOURCES_INIT: optional(
    choice('default', 'minimum', 'parent', 'manual'),
    'First container sizes (Upsun Flex only)',
  ),
  BRANCHES: list(['**'], 'Branches that get an environment'),
  EXCLUDE_BRANCHES: list([], 'Branches that get none'),
  ACTIVATE_BRANCHES: list([], 'Branches whose environment is active, not only created'),
  PULL_REQUEST_TARGETS: list(['**'], 'Target branches whose pull requests are built'),
  PULL_REQUEST_SOURCES: list(['**'], 'Source branches whose pull requests are built, e.g. `!renovate/**`'),
  PULL_REQUEST_PATHS: list(
    ['**'],
    'Files: a pull request that changes none of them gets no environment. Existing environments stay and are updated',
    fileGlobs,
  ),
  PULL_REQUEST_PARENT: text(
    "Environment below which those of pull requests are created and whose data they get, e.g. one with sanitized data. While it is not active they get no data, and never production's instead",
    { defaultText: "the target branch's" },
  ),
  BUILD_FORK_PULL_REQUESTS: flag(false, "Pull requests from forks too: their code gets the parent's data"),
  RELEASE_TAGS: list(
    [],
    'Tags that are deployed to production, which then follows them instead of the main branch. See `docs/releases.md`',
  ),
  ROLLBACK: flag(
    false,
    'Deploy the commit of this run to its branch even if a newer one is there, or the tag of this run even if its commit does not descend from what is live',
  ),
  PRUNE_UNMANAGED: flag(false, 'Also delete matching environments that this pipe did not make'),
  TAKE_OVER: list(
    [],
    'Repositories that this one replaces, for example after a move to Cloud: `workspace/slug`, `PROJECT/slug`. Their environments of the same branches, and of pull requests with the same number and source branch, then belong to this one; the others stay',
    repositoryName,
  ),
  PROTECTED_ENVIRONMENTS: list([], 'Environments that are never deactivated or deleted'),
  MAX_DELETIONS: withDefault(
    wholeNumber,
    10,
    'If a run would delete more than this, it deletes nothing. `0` turns deletions off',
  ),
  PULL_REQUEST_TTL: optional(duration, 'Deactivate a pull request environment that was idle this long'),
  ON_LIMIT: withDefault(
    choice('warn', 'fail', 'evict'),
    'warn',
    'When the plan has no room for another environment: leave it out, fail, or deactivate the longest idle one of a pull request',
  ),
  HTTP_AUTH: optional(userAndPassword, '`user:password` that pull request environments ask for', {
    secret: true,
  }),
  PREVIEW_VARIABLES: hiddenList(
    previewVariable,
    '`NAME=value` list of variables that every pull request environment is built and runs with; `env:NAME` reaches the process environment. `{pull_request}`, `{branch}` and `{commit}` are filled in. Values of eight or more characters without any of these are masked in the log and sensitive on Upsun',
  ),
  BACKUP: flag(
    false,
    'Back up production before a push to it, and push nothing if that fails. The backup is a consistent one, for which Upsun holds requests for some seconds',
  ),
  WAIT: flag(true, 'Wait for the deployment and take its result as that of the step'),
  DEPLOY_TIMEOUT: withDefault(duration, 3_600_000, 'Longest time that a deployment may run', {
    defaultText: '60m',
  }),
  QUEUE_TIMEOUT: withDefault(duration, 1_800_000, 'Longest time that it may wait for its turn', {
    defaultText: '30m',
  }),
  READY_PATH: optional(
    sitePath,
    "This path of the site, such as `/health`, must answer below 400 before the step succeeds, also where nothing had to be deployed. Not with `WAIT: 'false'`",
  ),
  READY_TIMEOUT: withDefault(duration, 120_000, 'Longest time until it must answer', { defaultText: '2m' }),
  DEPLOY_STRATEGY: optional(choice('rolling', 'stopstart'), 'How the new version replaces the old one'),
  FAIL_ON_HOOK_ERROR: flag(
    true,
    'A failing deploy or post-deploy hook fails the step though the environment is live',
  ),
  DRY_RUN: flag(false, 'Print the plan and change nothing'),
} as const;
