import type { Bitbucket, RepositoryReader } from './bitbucket/bitbucket.ts';
import { PipeError } from './errors.ts';
import type { Source } from './git/source.ts';
import type { CleanupFacts } from './plan/cleanup.ts';
import type { DeploymentFacts, Target } from './plan/deployment.ts';
import type { Setting } from './plan/desired.ts';
import { type PullRequest, sameCommit } from './plan/world.ts';
import type { Surroundings, Trigger } from './trigger/trigger.ts';
import { refuseConflict } from './upsun/conflict.ts';
import { suspended } from './upsun/errors.ts';
import type { Upsun, UpsunProject } from './upsun/index.ts';

export type DeployTrigger = Exclude<Trigger, { kind: 'tag' }>;

export interface Observed {
  facts: DeploymentFacts;
  project: UpsunProject;
}

export interface Observers {
  upsun: Upsun;
  /** `undefined` without credentials. */
  bitbucket: Bitbucket | undefined;
  reader: RepositoryReader;
  source: () => Promise<Source>;
  surroundings: Surroundings;
}

/**
 * Reads everything that a deployment is planned from, side by side. Throws where the project must not be touched:
 * it is suspended, or fed by an integration of its own.
 */
export async function observe(trigger: DeployTrigger, observers: Observers): Promise<Observed> {
  const id = trigger.kind === 'branch' ? trigger.branch : `pr-${trigger.id}`;
  const [setting, activities, target] = await Promise.all([
    observeProject(observers),
    observers.upsun.activities(id),
    readTarget(trigger, observers),
  ]);
  return { project: setting.project, facts: { ...setting, activities, target, commit: trigger.commit } };
}

/** Reads what both deploying and cleaning up are planned from. Throws where the project must not be touched. */
export async function observeProject({
  upsun,
  reader,
}: Observers): Promise<Setting & { project: UpsunProject }> {
  const [project, integrations, environments, repository] = await Promise.all([
    upsun.project(),
    upsun.integrations(),
    upsun.environments(),
    reader.repository(),
  ]);
  if (project.suspended) throw suspended(project.id);
  refuseConflict(project, integrations, environments);
  return { project, environments, repository };
}

/**
 * Reads what is open on Bitbucket. A list that could not be read to its end throws, so that nothing is ever taken for
 * gone because a page failed.
 */
export async function observeOpen({
  bitbucket,
  reader,
}: Observers): Promise<Omit<CleanupFacts, keyof Setting>> {
  const [branches, openPullRequests] = await Promise.all([reader.branches(), bitbucket?.openPullRequests()]);
  return { branches, openPullRequests };
}

async function readTarget(trigger: DeployTrigger, observers: Observers): Promise<Target> {
  if (trigger.kind === 'branch') {
    const tip = await observers.reader.branch(trigger.branch);
    await requireKnown(trigger.commit, tip?.commit, observers);
    return { kind: 'branch', name: trigger.branch, tip };
  }
  const pullRequest = observers.bitbucket
    ? await readPullRequest(trigger.id, trigger.commit, observers.bitbucket, observers.surroundings)
    : await assumePullRequest(trigger, observers);
  await requireKnown(trigger.commit, pullRequest.source.commit, observers);
  return { kind: 'pull-request', pullRequest };
}

/** Bitbucket abbreviates the source commit; the run usually knows its whole hash. */
async function readPullRequest(
  id: number,
  commit: string | undefined,
  bitbucket: Bitbucket,
  { repository }: Surroundings,
) {
  const pullRequest = await bitbucket.pullRequest(id);
  if (!pullRequest) {
    throw new PipeError('configuration', `Bitbucket knows no pull request ${id} in ${repository}.`, {
      remedy: 'Check PULL_REQUEST_ID and REPOSITORY.',
    });
  }
  const { source } = pullRequest;
  const known = commit && sameCommit(commit, source.commit) ? commit : await bitbucket.commit(source.commit);
  return { ...pullRequest, source: { ...source, commit: known ?? source.commit } };
}

/** Without credentials a pull request is what the pipeline says, checked against the tip of its source branch. */
async function assumePullRequest(
  trigger: DeployTrigger & { kind: 'pull-request' },
  observers: Observers,
): Promise<PullRequest> {
  const { id, branch, target } = trigger;
  if (!branch || !target) {
    throw new PipeError(
      'configuration',
      `Without credentials for Bitbucket, nothing is known of pull request ${id}.`,
      {
        remedy: 'Set BITBUCKET_ACCESS_TOKEN, or BRANCH (its source) and PULL_REQUEST_TARGET.',
      },
    );
  }
  const tip = await observers.reader.branch(branch);
  const source = { name: branch, commit: tip?.commit ?? trigger.commit ?? '' };
  return { id, title: undefined, description: '', state: 'OPEN', draft: false, fork: false, source, target };
}

/** A commit that is not the tip is either superseded or a mistake, and only the latter is an error. */
async function requireKnown(
  commit: string | undefined,
  tip: string | undefined,
  observers: Observers,
): Promise<void> {
  if (!commit || !tip || sameCommit(commit, tip)) return;
  const known = observers.bitbucket
    ? await observers.bitbucket.commit(commit)
    : await (await observers.source()).has(commit);
  if (known) return;
  throw new PipeError(
    'configuration',
    `Commit ${commit} is unknown in ${observers.surroundings.repository}.`,
    {
      remedy: 'Check COMMIT; where it is not set, run the pipeline of the newest commit.',
    },
  );
}
