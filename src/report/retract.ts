/** Takes back what was reported of an environment that no longer answers, or of a commit that was overtaken. */
import { messageOf } from '../errors.ts';
import { type CommitHash, commitHash, sameCommit } from '../plan/commit.ts';
import { type Target, tipOf } from '../plan/target.ts';
import type { Action } from '../plan/actions.ts';
import type { Reason } from '../plan/reasons.ts';
import { whyOvertaken, whyRefused } from '../plan/release.ts';
import type { Project, PullRequest } from '../plan/world.ts';
import type { ReportPorts } from './channels/channel.ts';
import { wordReason } from '../text/reasons.ts';
import { consoleLinks } from './links.ts';
import { placeOf } from './place.ts';
import { openReporter } from './reporter.ts';

/** The project of an environment. */
type ReportedProject = Pick<Project, 'id' | 'title'>;

/**
 * A commit that was overtaken gets an end as well, in place of a status that an earlier run left unfinished, and so does
 * one that is refused.
 */
export async function retractOvertaken(
  { target, commit, project }: { target: Target; commit: string | undefined; project: ReportedProject },
  actions: readonly Action[],
  ports: ReportPorts,
): Promise<void> {
  const tip = tipOf(target);
  const told = commit ?? tip?.commit;
  const reason = whyRefused(actions) ?? whyOvertaken(actions) ?? overtakenBy(commit, tip?.commit);
  if (!reason || !told) return;
  const place = { ...placeOf(target, project), commit: await wholeCommit(told, ports) };
  const page = pageOf(place.environment, project.id, ports);
  const description = `${place.environment}: ${wordReason(reason)}`;
  await openReporter(place, ports).retract({ kind: 'superseded', description, page });
}

/** Also where the plan has another reason to deploy nothing. */
function overtakenBy(commit: string | undefined, tip: string | undefined): Reason | undefined {
  return commit && tip && !sameCommit(commit, tip) ? { code: 'superseded', commit, tip } : undefined;
}

/** The environment of an open pull request is inactive for now, but the status and the comment still link to it. */
export async function retractDeactivated(
  environment: string,
  pullRequest: PullRequest,
  project: ReportedProject,
  ports: ReportPorts,
): Promise<void> {
  const commit = await wholeCommit(pullRequest.source.commit, ports);
  const place = { ...placeOf({ kind: 'pull-request', pullRequest }, project), environment, commit };
  const description = `${environment} was idle and is deactivated; the next push brings it back`;
  const page = pageOf(environment, project.id, ports);
  await openReporter(place, ports).retract({ kind: 'deactivated', description, page });
}

/** The environment of a closed pull request does not exist any more; the comment on it still links to it. */
export async function retractDeleted(
  environment: string,
  pullRequest: number,
  project: ReportedProject,
  ports: ReportPorts,
): Promise<void> {
  const { id, title } = project;
  const about = { project: id, projectTitle: title, environment };
  const place = { ...about, pullRequest, commit: undefined, branch: undefined };
  const description = `${environment} was deleted`;
  const page = pageOf(environment, project.id, ports);
  await openReporter(place, ports).retract({ kind: 'deleted', description, page });
}

function pageOf(environment: string, project: string, { hosts }: ReportPorts): string {
  return consoleLinks(hosts.console, project).environment(environment);
}

/** Lists of pull requests abbreviate their commits, and a build status needs the full hash. */
export async function wholeCommit(
  name: string | undefined,
  { bitbucket, settings, log }: ReportPorts,
): Promise<CommitHash | undefined> {
  const whole = commitHash(name);
  if (whole || !name || !settings.buildStatus) return whole;
  try {
    return await bitbucket?.commit(name);
  } catch (error) {
    log.warning(`The full hash of commit ${name} could not be read: ${messageOf(error)}`);
    return undefined;
  }
}
