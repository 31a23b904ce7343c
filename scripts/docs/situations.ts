import type { CommitHash } from '../../src/plan/commit.ts';
import type { CompleteList } from '../../src/plan/complete-list.ts';
import { planCleanup } from '../../src/plan/cleanup.ts';
import { planDeployment } from '../../src/plan/deployment.ts';
import type { Standing, Target } from '../../src/plan/target.ts';
import { idleEnvironments } from '../../src/plan/idle.ts';
import { ownershipMap } from '../../src/plan/ownership.ts';
import { planReconciliation } from '../../src/plan/reconciliation.ts';
import type { Reason } from '../../src/plan/reasons.ts';
import type { Activity, Environment, EnvironmentVariable, Merge, PullRequest } from '../../src/plan/world.ts';
import { commandTraits } from '../../src/commands/traits.ts';
import { wordReason } from '../../src/text/reasons.ts';
import { parseSettings } from '../../src/settings/parse.ts';

/** A state of affairs, told to the reader, and what differs in it from a project where all is well. */
interface Situation {
  what: string;
  /** The environment that the row is about. */
  of: string;
  settings?: Record<string, string>;
  /** Branches on Bitbucket beside main and develop. */
  branches?: string[];
  pullRequests?: PullRequest[];
  /** Environments beside main and develop. */
  environments?: Environment[];
  activities?: Activity[];
  /** Of the environment. */
  variables?: EnvironmentVariable[];
  merge?: Merge;
  /** Files that pull request 7 changes. */
  files?: string[];
  /** Somebody asked for this very run; otherwise it is `reconcile`. */
  asked?: boolean;
  limit?: number;
  /** What a run is for, where no branch and no pull request alone says that. */
  target?: Target;
  rollback?: boolean;
}

const repository = { fullName: 'acme/shop', uuid: '{1}', mainBranch: 'main' };
const older = '0f3a7c21'.repeat(5) as CommitHash;
const tip = '9b1d4e02'.repeat(5) as CommitHash;
const feature = 'feature/login';
const now = 100 * 86_400_000;

function environment(id: string, changes: Partial<Environment> = {}): Environment {
  return {
    id,
    title: id,
    type: id === 'main' ? 'production' : 'development',
    isMain: id === 'main',
    status: 'active',
    parent: id === 'main' ? null : 'main',
    headCommit: tip,
    hasDeployment: true,
    clonesParentData: true,
    attributes: id === 'main' ? {} : ownershipMap(repository, id, { kind: 'branch', branch: id }),
    httpAccess: { isEnabled: true, users: {}, addresses: [] },
    lastDeploymentAt: now,
    lastDeploymentFailure: undefined,
    ...changes,
  };
}

function preview(changes: Partial<Environment> = {}): Environment {
  const attributes = ownershipMap(repository, 'pr-7', { kind: 'pull-request', id: 7, branch: feature });
  return environment('pr-7', { title: 'PR 7: Log in', attributes, ...changes });
}

/** The same environment, as another repository marks it. */
function theirs(one: Environment, marked: Record<string, string> = {}): Environment {
  const owner = { repository: 'acme/blog', repository_uuid: '{2}' };
  return { ...one, attributes: { ...one.attributes, ...owner, ...marked } };
}

function pullRequest(changes: Partial<PullRequest> = {}): PullRequest {
  const known = { title: 'Log in', description: '', draft: false, fork: false, updatedAt: now };
  return {
    id: 7,
    state: 'OPEN',
    source: { name: feature, commit: tip },
    target: 'main',
    ...known,
    ...changes,
  };
}

const ofBranch = { of: feature, branches: [feature] };
const opened = { of: 'pr-7', pullRequests: [pullRequest()] };
const deployed = { ...opened, environments: [preview()] };
const behind = { headCommit: older };
const onlyDocs = { files: ['docs/index.md'], settings: { PULL_REQUEST_PATHS: 'apps/shop/**' } };
const onRequest = { settings: { BUILD_PULL_REQUESTS: 'on-request' } };
const ofDevelop = { settings: { PULL_REQUEST_PARENT: 'develop' } };
const stored = { status: 'inactive', hasDeployment: false } as const;
const activity = (changes: Partial<Activity>): Activity[] => [
  {
    id: 'a1',
    type: 'environment.push',
    state: 'complete',
    result: 'success',
    failureReason: null,
    commands: [],
    commit: tip,
    percent: 100,
    at: now,
    ...changes,
  },
];
const withVariable = (changes: Partial<Environment>) => {
  const one = preview(changes);
  return { ...one, attributes: { ...one.attributes, preview_variables: 'env:PAYMENTS' } };
};
const longAgo = { lastDeploymentAt: 1 };
const otherPreview = (changes: Partial<Environment> = {}) => {
  const attributes = ownershipMap(repository, 'pr-3', { kind: 'pull-request', id: 3, branch: 'old' });
  return environment('pr-3', { title: 'PR 3: Old', attributes, ...longAgo, ...changes });
};
const full = { limit: 2, environments: [otherPreview()] };
const other = pullRequest({ id: 3, title: 'Old', source: { name: 'old', commit: tip }, updatedAt: 1 });

const releases = { RELEASE_TAGS: 'v*' };
/** A run for the tag v2, while production has another commit. */
const released = (standing: Standing | undefined, commit: string = tip) => {
  const named = { name: 'v2', commit, ref: 'refs/tags/v2' };
  const target: Target = { kind: 'release', tag: 'v2', environment: 'main', tip: named, standing };
  return { of: 'main', environments: [environment('main', behind)], settings: releases, target };
};

/** What the README's table tells, in the order in which it tells it. */
const situations: Readonly<Record<string, readonly Situation[]>> = {
  'A branch': [
    {
      what: "a new commit on the project's default branch",
      of: 'main',
      environments: [environment('main', behind)],
    },
    {
      what: 'the same, with `BACKUP`',
      of: 'main',
      settings: { BACKUP: 'true' },
      environments: [environment('main', behind)],
    },
    { what: 'a new branch', ...ofBranch },
    {
      what: 'a new branch, matched by `ACTIVATE_BRANCHES`',
      ...ofBranch,
      settings: { ACTIVATE_BRANCHES: 'feature/*' },
    },
    { what: 'a new commit', ...ofBranch, environments: [environment(feature, behind)] },
    {
      what: 'an environment of that name that nobody marked',
      ...ofBranch,
      environments: [environment(feature, { attributes: {} })],
    },
    {
      what: 'an environment of that name that belongs to another repository',
      ...ofBranch,
      environments: [theirs(environment(feature))],
    },
    {
      what: 'the same, and `TAKE_OVER` names that repository',
      ...ofBranch,
      environments: [theirs(environment(feature))],
      settings: { TAKE_OVER: 'acme/blog' },
    },
    { what: 'not matched by `BRANCHES`', ...ofBranch, settings: { BRANCHES: 'main,release/*' } },
    { what: 'matched by `EXCLUDE_BRANCHES`', ...ofBranch, settings: { EXCLUDE_BRANCHES: 'feature/**' } },
    { what: '`FETCH_BRANCHES` is `false`', ...ofBranch, settings: { FETCH_BRANCHES: 'false' } },
    { what: 'named like the environment of a pull request', of: 'pr-12', branches: ['pr-12'] },
    { what: 'the branch is deleted', of: feature, environments: [environment(feature)] },
    {
      what: 'the branch is deleted, `PRUNE_BRANCHES` is `false`',
      of: feature,
      environments: [environment(feature)],
      settings: { PRUNE_BRANCHES: 'false' },
    },
  ],
  'A release, and a rollback': [
    { what: 'a tag that `RELEASE_TAGS` matches', ...released('forward') },
    { what: 'the same, of a commit that is on no branch', ...released('hotfix') },
    { what: 'of a commit that does not descend from what is live', ...released('elsewhere') },
    { what: 'the same, `ROLLBACK` is `true`', ...released('elsewhere'), rollback: true },
    { what: 'a tag that was deleted in the meantime', ...released(undefined, '') },
    {
      what: 'a push to the main branch, with `RELEASE_TAGS`',
      of: 'main',
      environments: [environment('main', behind)],
      settings: releases,
    },
    {
      what: 'the re-run of an older pipeline, `ROLLBACK` is `true`',
      of: 'main',
      target: { kind: 'branch', name: 'main', tip: { name: 'main', commit: older }, newest: tip },
    },
  ],
  'A pull request': [
    { what: 'opened', ...opened },
    {
      what: 'opened, into a branch that is not active',
      ...opened,
      pullRequests: [pullRequest({ target: 'release' })],
      branches: ['release', feature],
      environments: [environment('release', stored)],
    },
    {
      what: 'opened, `PULL_REQUESTS_CLONE_PARENT_DATA` is `false`',
      ...opened,
      settings: { PULL_REQUESTS_CLONE_PARENT_DATA: 'false' },
    },
    { what: 'a draft', ...opened, pullRequests: [pullRequest({ draft: true })] },
    {
      what: 'a draft, `BUILD_DRAFT_PULL_REQUESTS` is `false`',
      ...opened,
      pullRequests: [pullRequest({ draft: true })],
      settings: { BUILD_DRAFT_PULL_REQUESTS: 'false' },
    },
    {
      what: 'taken back to draft, `BUILD_DRAFT_PULL_REQUESTS` is `false`',
      ...deployed,
      pullRequests: [pullRequest({ draft: true })],
      environments: [preview(behind)],
      settings: { BUILD_DRAFT_PULL_REQUESTS: 'false' },
    },
    { what: 'from a fork', ...opened, pullRequests: [pullRequest({ fork: true })] },
    { what: 'marked `[skip env]`', ...opened, pullRequests: [pullRequest({ title: 'Log in [skip env]' })] },
    {
      what: 'its target is not matched by `PULL_REQUEST_TARGETS`',
      ...opened,
      settings: { PULL_REQUEST_TARGETS: 'release/*' },
    },
    {
      what: 'its source is not matched by `PULL_REQUEST_SOURCES`',
      ...opened,
      settings: { PULL_REQUEST_SOURCES: '!feature/**' },
    },
    { what: 'it changes no file that `PULL_REQUEST_PATHS` matches', ...opened, ...onlyDocs },
    { what: 'the same, and it has an environment', ...deployed, ...onlyDocs, environments: [preview(behind)] },
    { what: 'opened, `BUILD_PULL_REQUESTS` is `on-request`', ...opened, ...onRequest },
    {
      what: 'the same, marked `[env]`',
      ...opened,
      ...onRequest,
      pullRequests: [pullRequest({ title: 'Log in [env]' })],
    },
    {
      what: 'a new commit after `[env]` was taken away',
      ...deployed,
      ...onRequest,
      environments: [preview(behind)],
    },
    { what: 'opened, `PULL_REQUEST_PARENT` is `develop`', ...opened, ...ofDevelop },
    {
      what: 'the same, and that is paused',
      ...opened,
      ...ofDevelop,
      environments: [environment('develop', { status: 'paused' })],
    },
    {
      what: 'opened, and what `PULL_REQUEST_PARENT` names does not exist',
      ...opened,
      settings: { PULL_REQUEST_PARENT: 'staging' },
    },
    {
      what: '`PULL_REQUEST_PARENT` names its own environment',
      ...deployed,
      environments: [preview(behind)],
      settings: { PULL_REQUEST_PARENT: 'pr-7' },
    },
    {
      what: 'a new commit, `PULL_REQUEST_PARENT` is new, `RESYNC_PULL_REQUESTS` is `true`',
      ...deployed,
      environments: [preview(behind)],
      settings: { PULL_REQUEST_PARENT: 'develop', RESYNC_PULL_REQUESTS: 'true' },
    },
    {
      what: 'its environment is that of the same pull request of the repository that `TAKE_OVER` names',
      ...opened,
      environments: [theirs(preview())],
      settings: { TAKE_OVER: 'acme/blog' },
    },
    {
      what: 'the same, of a pull request from another branch',
      ...opened,
      environments: [theirs(preview(), { branch: 'feature/search' })],
      settings: { TAKE_OVER: 'acme/blog' },
    },
    { what: '`BUILD_PULL_REQUESTS` is `false`', ...opened, settings: { BUILD_PULL_REQUESTS: 'false' } },
    { what: 'a new commit', ...deployed, environments: [preview(behind)] },
    {
      what: 'a new commit, `RESYNC_PULL_REQUESTS` is `true`',
      ...deployed,
      environments: [preview(behind)],
      settings: { RESYNC_PULL_REQUESTS: 'true' },
    },
    {
      what: 'a conflict with its target, `BUILD_PULL_REQUESTS_POST_MERGE` is `true`',
      ...deployed,
      merge: { kind: 'conflict', files: ['index.html'] },
      settings: { BUILD_PULL_REQUESTS_POST_MERGE: 'true' },
    },
    { what: 'retargeted to `develop`', ...deployed, pullRequests: [pullRequest({ target: 'develop' })] },
    { what: 'given another title', ...deployed, pullRequests: [pullRequest({ title: 'Sign in' })] },
    { what: 'merged, declined or superseded', of: 'pr-7', environments: [preview()] },
    { what: 'its source branch is deleted, but it is still open', ...deployed, branches: [] },
  ],
  'A run for what is deployed already': [
    { what: 'all is well', ...deployed },
    {
      what: 'the last deployment failed',
      ...deployed,
      activities: activity({ result: 'failure', failureReason: 'error' }),
    },
    {
      what: 'its deployment is still running',
      ...deployed,
      activities: activity({ state: 'in_progress', result: null }),
    },
    {
      what: 'Upsun has paused it, and its step is re-run',
      ...deployed,
      asked: true,
      environments: [preview({ status: 'paused' })],
    },
    { what: 'Upsun has paused it, in `reconcile`', ...deployed, environments: [preview({ status: 'paused' })] },
    { what: 'it is being deleted', ...deployed, environments: [preview({ status: 'deleting' })] },
    { what: 'its activation had failed', ...deployed, environments: [preview(stored)] },
    { what: '`HTTP_AUTH` is new', ...deployed, settings: { HTTP_AUTH: 'team:password' } },
    {
      what: 'a value in `PREVIEW_VARIABLES` is new',
      ...deployed,
      settings: { PREVIEW_VARIABLES: 'env:PAYMENTS=test' },
      variables: [],
    },
    {
      what: 'one was taken out of `PREVIEW_VARIABLES`, and there is a new commit',
      ...opened,
      environments: [withVariable({ ...behind })],
      variables: [{ name: 'env:PAYMENTS', value: 'test', isSensitive: false, mark: 'test' }],
    },
  ],
  'Idle environments and the limit of the plan': [
    {
      what: 'idle for longer than `PULL_REQUEST_TTL`',
      ...deployed,
      environments: [preview(longAgo)],
      pullRequests: [pullRequest({ updatedAt: 1 })],
      settings: { PULL_REQUEST_TTL: '14d' },
    },
    {
      what: 'the same, marked `[keep env]`',
      ...deployed,
      environments: [preview(longAgo)],
      pullRequests: [pullRequest({ updatedAt: 1, description: '[keep env]' })],
      settings: { PULL_REQUEST_TTL: '14d' },
    },
    {
      what: 'deactivated because it was idle; a scheduled `reconcile`',
      ...deployed,
      environments: [
        preview({ ...stored, attributes: { ...preview().attributes, deactivated_at_commit: tip } }),
      ],
    },
    { what: 'no room for a new pull request', ...opened, ...full },
    { what: 'no room, `ON_LIMIT` is `fail`', ...opened, ...full, settings: { ON_LIMIT: 'fail' } },
    {
      what: 'no room, `ON_LIMIT` is `evict`: the longest idle one',
      ...opened,
      ...full,
      of: 'pr-3',
      pullRequests: [other, pullRequest()],
      branches: ['old', feature],
      settings: { ON_LIMIT: 'evict' },
    },
    {
      what: 'no room for a branch matched by `ACTIVATE_BRANCHES`',
      ...ofBranch,
      ...full,
      settings: { ACTIVATE_BRANCHES: 'feature/*' },
      pullRequests: [other],
    },
  ],
  'An environment whose branch or pull request is gone': [
    {
      what: 'matched by `PROTECTED_ENVIRONMENTS`',
      of: feature,
      environments: [environment(feature)],
      settings: { PROTECTED_ENVIRONMENTS: 'feature/*' },
    },
    {
      what: '`MAX_DELETIONS` is `0`',
      of: feature,
      environments: [environment(feature)],
      settings: { MAX_DELETIONS: '0' },
    },
    { what: 'of type staging', of: feature, environments: [environment(feature, { type: 'staging' })] },
    {
      what: 'a child of it, whose own branch is still there',
      of: 'child',
      branches: ['child'],
      environments: [environment(feature), environment('child', { parent: feature, attributes: {} })],
    },
    {
      what: 'of the repository that `TAKE_OVER` names',
      of: feature,
      environments: [theirs(environment(feature))],
      settings: { TAKE_OVER: 'acme/blog' },
    },
    { what: 'not made by this pipe', of: feature, environments: [environment(feature, { attributes: {} })] },
    {
      what: 'not made by this pipe, `PRUNE_UNMANAGED` is `true`',
      of: feature,
      environments: [environment(feature, { attributes: {} })],
      settings: { PRUNE_UNMANAGED: 'true' },
    },
  ],
};

/** What the planner does in a situation, and why. */
function planIn(situation: Situation): { kind: string; reason: Reason }[] {
  const { target, rollback, of, pullRequests = [], environments = [], activities = [], variables, merge, files, limit } = situation;
  const { branches = [...new Set(pullRequests.map(({ source }) => source.name))] } = situation;
  const settings = parseSettings({
    UPSUN_CLI_TOKEN: 'x',
    PROJECT_ID: 'x',
    COMMAND: 'reconcile',
    ...situation.settings,
  });
  const present = [environment('main'), environment('develop'), ...environments];
  const project = { id: 'abc', title: 'Shop', defaultBranch: 'main', environmentLimit: limit };
  const byId = new Map(present.map((one) => [one.id, one]));
  const snapshot = { project, repository, environments: byId };
  const open = {
    branches: complete(['main', 'develop', ...branches].map((name) => ({ name, commit: tip }))),
    openPullRequests: complete(pullRequests),
  };
  const lastActivities = new Map(pullRequests.map(({ id }) => [`pr-${id}`, 1]));
  const idle = idleEnvironments(snapshot, pullRequests, lastActivities, settings.protectedEnvironments);
  const facts = { ...snapshot, ...open, idle, now, evictable: idle };
  const plans = planReconciliation(
    {
      ...facts,
      activities: new Map([[of, activities]]),
      variables: new Map(variables ? [[of, variables]] : []),
      merges: new Map(merge ? [[7, merge]] : []),
      files: new Map(files ? [[7, { kind: 'listed', paths: files }]] : []),
    },
    { ...settings, wakesIdle: commandTraits[situation.asked ? 'deploy' : 'reconcile'].wakesIdle },
  );
  if (target) {
    const run = { target, commit: undefined, rollback, activities, evictable: [] };
    return [...planDeployment({ ...snapshot, ...run }, { ...settings, wakesIdle: true }).actions];
  }
  const planned = planCleanup(facts, settings);
  const cleanup = planned.kind === 'refused' ? planned.rows : planned.actions;
  const gone = cleanup.filter(({ id }) => id === of);
  const changes = gone.some(({ kind }) => kind === 'delete' || kind === 'deactivate')
    ? gone
    : [...gone, ...plans.flatMap(({ actions }) => actions).filter(({ id }) => id === of)];
  // What the plan moves first it need not be told to keep.
  return changes.length > 1 ? changes.filter(({ kind }) => kind !== 'keep') : changes;
}

/** A list as it is when it was read to its last page. */
function complete<Item>(items: readonly Item[]): CompleteList<Item> {
  return items as CompleteList<Item>;
}

/** The table, a section for each group of situations. */
export function describeSituations(): string {
  return Object.entries(situations)
    .map(([group, rows]) =>
      [
        `**${group}**`,
        '',
        '| Situation | Environment | Action | Reason in the plan |',
        '| --- | --- | --- | --- |',
        ...rows.map(row),
      ].join('\n'),
    )
    .join('\n\n');
}

function row(situation: Situation): string {
  const actions = planIn(situation);
  const kinds = actions.map(({ kind }) => kind).join(', ') || 'none';
  const reasons = actions.map(({ reason }) => wordReason(reason)).join('; ') || 'it is not ours, so no plan names it';
  return `| ${situation.what} | \`${situation.of}\` | ${kinds} | ${reasons.replaceAll('|', '\\|')} |`;
}
