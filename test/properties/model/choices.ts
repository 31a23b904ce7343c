/** Random settings, in words of their own and as the variables of a step. */
import * as fc from 'fast-check';

export interface Choices {
  fetchBranches: boolean;
  pruneBranches: boolean;
  pullRequests: boolean;
  drafts: boolean;
  forks: boolean;
  cloneData: boolean;
  resync: boolean;
  excluded: readonly string[];
  active: readonly string[];
  targets: readonly string[];
  pruneUnmanaged: boolean;
  takeOver: readonly string[];
  protected: readonly string[];
  maxDeletions: number;
  /** Days. */
  pullRequestTtl: number | undefined;
  onLimit: 'warn' | 'fail' | 'evict';
}

const mostly = fc.constantFrom(true, true, true, false);
const seldom = fc.constantFrom(false, false, false, true);

export const choices: fc.Arbitrary<Choices> = fc
  .record({
    fetchBranches: mostly,
    pruneBranches: mostly,
    pullRequests: mostly,
    drafts: fc.boolean(),
    forks: fc.boolean(),
    cloneData: mostly,
    resync: seldom,
    excluded: fc.subarray(['demo/*', 'live', 'develop'], { maxLength: 2 }),
    active: fc.subarray(['develop', 'feature/*', 'main']),
    targets: fc.constantFrom(['**'], ['**'], ['main', 'develop']),
    pruneUnmanaged: seldom,
    takeOver: fc.constantFrom([], [], ['acme/blog'], ['ACME/Blog', 'acme/shop']),
    protected: fc.subarray(['demo/*', 'pr-2', 'feature/a'], { maxLength: 2 }),
    maxDeletions: fc.constantFrom(1, 10, 10),
    pullRequestTtl: fc.constantFrom(undefined, 4),
    onLimit: fc.constantFrom('warn', 'fail', 'evict'),
  })
  // Copying no data at first but again and again is refused as a contradiction.
  .map((chosen): Choices => ({ ...chosen, resync: chosen.resync && chosen.cloneData }));

/** The variables that make the pipe behave so. */
export function variablesOf(chosen: Choices): Record<string, string> {
  return {
    FETCH_BRANCHES: String(chosen.fetchBranches),
    PRUNE_BRANCHES: String(chosen.pruneBranches),
    BUILD_PULL_REQUESTS: String(chosen.pullRequests),
    BUILD_DRAFT_PULL_REQUESTS: String(chosen.drafts),
    BUILD_FORK_PULL_REQUESTS: String(chosen.forks),
    PULL_REQUESTS_CLONE_PARENT_DATA: String(chosen.cloneData),
    RESYNC_PULL_REQUESTS: String(chosen.resync),
    EXCLUDE_BRANCHES: chosen.excluded.join(','),
    ACTIVATE_BRANCHES: chosen.active.join(','),
    PULL_REQUEST_TARGETS: chosen.targets.join(','),
    PRUNE_UNMANAGED: String(chosen.pruneUnmanaged),
    TAKE_OVER: chosen.takeOver.join(','),
    PROTECTED_ENVIRONMENTS: chosen.protected.join(','),
    MAX_DELETIONS: String(chosen.maxDeletions),
    PULL_REQUEST_TTL: chosen.pullRequestTtl === undefined ? '' : `${chosen.pullRequestTtl}d`,
    ON_LIMIT: chosen.onLimit,
  };
}

/** Whether a name fits one of the globs above: `**`, `folder/*`, or the name itself. */
export function fits(name: string, globs: readonly string[]): boolean {
  return globs.some((glob) => {
    if (glob === '**') return true;
    const [folder, star] = glob.split('/*');
    return star === undefined ? name === glob : name.startsWith(`${folder}/`);
  });
}
