/** Settings of a step, in words of their own and as its variables. */
import type { Random } from './random.ts';

export interface Choices {
  fetchBranches: boolean;
  pruneBranches: boolean;
  pullRequests: boolean | 'on-request';
  drafts: boolean;
  forks: boolean;
  cloneData: boolean;
  resync: boolean;
  postMerge: boolean;
  excluded: readonly string[];
  active: readonly string[];
  targets: readonly string[];
  sources: readonly string[];
  paths: readonly string[];
  /** Below which the environments of pull requests hang. */
  parent: string | undefined;
  pruneUnmanaged: boolean;
  takeOver: readonly string[];
  protected: readonly string[];
  maxDeletions: number;
  /** Days. */
  pullRequestTtl: number | undefined;
  onLimit: 'warn' | 'fail' | 'evict';
  httpAuth: boolean;
  wait: boolean;
  failOnHookError: boolean;
  comment: boolean;
  /** Production follows tags. */
  releases: boolean;
}

export const usual: Choices = {
  fetchBranches: true,
  pruneBranches: true,
  pullRequests: true,
  drafts: true,
  forks: false,
  cloneData: true,
  resync: false,
  postMerge: false,
  excluded: [],
  active: [],
  targets: ['**'],
  sources: ['**'],
  paths: ['**'],
  parent: undefined,
  pruneUnmanaged: false,
  takeOver: [],
  protected: [],
  maxDeletions: 10,
  pullRequestTtl: undefined,
  onLimit: 'warn',
  httpAuth: false,
  wait: true,
  failOnHookError: true,
  comment: false,
  releases: false,
};

export const password = 'swordfish-9000';
export const token = 'upsun-token-5f2c';
export const bitbucketToken = 'bitbucket-token-77ab';

export function randomChoices({ once, pick }: Random): Choices {
  const cloneData = !once(4);
  return {
    fetchBranches: !once(8),
    pruneBranches: !once(6),
    pullRequests: pick([true, true, true, true, true, 'on-request', false]),
    drafts: !once(3),
    forks: once(3),
    cloneData,
    // Copying no data at first but again and again is refused as a contradiction.
    resync: cloneData && once(5),
    postMerge: once(6),
    excluded: pick([[], [], [], ['demo/*'], ['develop']]),
    active: pick([[], ['develop'], ['feature/*'], ['main', 'develop']]),
    targets: pick([['**'], ['**'], ['main', 'develop']]),
    sources: pick([['**'], ['**'], ['**'], ['feature/*']]),
    paths: pick([['**'], ['**'], ['**'], ['apps/shop/*']]),
    parent: pick([undefined, undefined, undefined, 'develop', 'by-hand', 'pr-1']),
    pruneUnmanaged: once(6),
    takeOver: pick([[], [], [], ['acme/blog'], ['ACME/Blog', 'acme/shop']]),
    protected: pick([[], [], ['demo/*'], ['pr-2', 'feature/a']]),
    maxDeletions: pick([10, 10, 1, 2]),
    pullRequestTtl: once(3) ? 4 : undefined,
    onLimit: pick(['warn', 'fail', 'evict']),
    httpAuth: once(6),
    wait: !once(10),
    failOnHookError: !once(4),
    comment: once(3),
    releases: once(4),
  };
}

/** What a simulated run needs beside them. */
export const connection = {
  UPSUN_CLI_TOKEN: token,
  PROJECT_ID: 'abc123',
  QUEUE_TIMEOUT: '10m',
  DEPLOY_TIMEOUT: '10m',
};

/** The variables that make the pipe behave so. */
export function variablesOf(chosen: Choices): Record<string, string> {
  return {
    FETCH_BRANCHES: String(chosen.fetchBranches),
    PRUNE_BRANCHES: String(chosen.pruneBranches),
    BUILD_PULL_REQUESTS: String(chosen.pullRequests),
    BUILD_DRAFT_PULL_REQUESTS: String(chosen.drafts),
    BUILD_FORK_PULL_REQUESTS: String(chosen.forks),
    BUILD_PULL_REQUESTS_POST_MERGE: String(chosen.postMerge),
    PULL_REQUESTS_CLONE_PARENT_DATA: String(chosen.cloneData),
    RESYNC_PULL_REQUESTS: String(chosen.resync),
    EXCLUDE_BRANCHES: chosen.excluded.join(','),
    ACTIVATE_BRANCHES: chosen.active.join(','),
    PULL_REQUEST_TARGETS: chosen.targets.join(','),
    PULL_REQUEST_SOURCES: chosen.sources.join(','),
    PULL_REQUEST_PATHS: chosen.paths.join(','),
    PULL_REQUEST_PARENT: chosen.parent ?? '',
    PRUNE_UNMANAGED: String(chosen.pruneUnmanaged),
    TAKE_OVER: chosen.takeOver.join(','),
    PROTECTED_ENVIRONMENTS: chosen.protected.join(','),
    MAX_DELETIONS: String(chosen.maxDeletions),
    PULL_REQUEST_TTL: chosen.pullRequestTtl === undefined ? '' : `${chosen.pullRequestTtl}d`,
    ON_LIMIT: chosen.onLimit,
    HTTP_AUTH: chosen.httpAuth ? `guest:${password}` : '',
    WAIT: String(chosen.wait),
    FAIL_ON_HOOK_ERROR: String(chosen.failOnHookError),
    PULL_REQUEST_COMMENT: String(chosen.comment),
    RELEASE_TAGS: chosen.releases ? 'v*' : '',
  };
}
