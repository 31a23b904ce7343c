import type { Settings } from '../../settings/parse.ts';
import type { SettingName } from '../../settings/table.ts';
import type { Check } from '../checks.ts';
import { skipped } from '../look.ts';
import { directEvents, laterEvents, type Occasion, startedBy } from './events.ts';
import { good, missing, note } from './finding.ts';
import { deploys, runs } from './pipe.ts';
import { listed, type Pipeline, type PipelineFile } from './read.ts';
import { takesAll } from './selectors.ts';

/** The settings that ask for pipelines. */
export type Wanted = Pick<Settings, 'fetchBranches' | 'buildPullRequests'>;

interface Reach {
  name: 'Pushes' | 'Pull requests';
  occasion: Occasion;
  what: string;
  setting: SettingName;
  wanted: (wanted: Wanted) => boolean;
  /** Pipelines that Bitbucket starts by their pattern. */
  sections: readonly Pipeline['section'][];
  example: string;
  /** What is then not there. */
  without: string;
}

const reaches: readonly Reach[] = [
  {
    name: 'Pushes',
    occasion: 'push',
    what: 'a push',
    setting: 'FETCH_BRANCHES',
    wanted: ({ fetchBranches }) => fetchBranches,
    sections: ['default', 'branches'],
    example: "a pipeline under branches: with the pattern '**'",
    without: 'neither production nor other branches are deployed by it',
  },
  {
    name: 'Pull requests',
    occasion: 'pull request',
    what: 'a pull request',
    setting: 'BUILD_PULL_REQUESTS',
    wanted: ({ buildPullRequests }) => buildPullRequests !== false,
    sections: ['pull-requests'],
    example: "a pipeline under pull-requests: with the pattern '**'",
    without: 'pull requests get no environment from it',
  },
];

/** Whether pushes and pull requests reach the pipe, and each only once. */
export function checkReach(file: PipelineFile, wanted: Wanted): Check[] {
  return reaches.flatMap((reach) => [
    checkStart(file, reach, wanted),
    ...doubleRuns(file, reach),
    ...firstOnly(file, reach),
  ]);
}

function checkStart(file: PipelineFile, reach: Reach, wanted: Wanted): Check {
  const { name, setting, what } = reach;
  if (!reach.wanted(wanted)) return skipped(name, `${setting} is off`);
  const started = [...byPattern(file, reach), ...startedBy(file, directEvents(reach.occasion))];
  const deploying = started.filter(isDeploying);
  const [automatic] = deploying.filter(({ uses }) => uses.some(({ pipe, gate }) => deploys(pipe) && !gate));
  if (automatic) return good(name, `run the pipe in ${listed(deploying)}`);
  const [gated] = deploying;
  if (gated) {
    const detail = `run the pipe in ${listed(deploying)}, when somebody starts a manual step`;
    return note(name, gated.line, detail, 'Without `trigger: manual` it starts by itself.');
  }
  const [imported] = started.filter((pipeline) => pipeline.imported);
  if (imported) {
    const detail = `start ${listed([imported])}, imported from elsewhere; whether the pipe is in it was not looked at`;
    return note(name, imported.line, detail, 'Run validate in the repository that it is imported from.');
  }
  const all = reach.occasion === 'push' ? takesAll(file.pipelines) : undefined;
  const unreached = file.pipelines.find(
    (pipeline) => pipeline.section === 'default' && isDeploying(pipeline),
  );
  if (all && unreached) return neverRuns(unreached, all);
  return otherwiseStarted(file, reach) ?? choice(file, reach, `no pipeline with the pipe starts for ${what}`);
}

/** Bitbucket runs the default pipeline only where no pattern matches. */
function neverRuns(unreached: Pipeline, all: Pipeline): Check {
  const detail = `${listed([unreached])} runs the pipe and is never started, because ${listed([all])} takes every branch`;
  return missing(
    'Pushes',
    unreached.line,
    detail,
    `Add the step with the pipe to ${listed([all])}, or delete that pattern.`,
  );
}

/** What starts the pipe later, or after something else. */
function otherwiseStarted(file: PipelineFile, reach: Reach): Check | undefined {
  const { name, what, occasion } = reach;
  const event = laterEvents(occasion).find((one) => startedBy(file, [one]).some(isDeploying));
  if (event !== undefined) {
    const later = startedBy(file, [event]).filter(isDeploying);
    const detail = `run the pipe in ${listed(later)} only after ${event}`;
    return note(name, later[0]?.line ?? 1, detail, 'Check that its condition lets it start for them.');
  }
  const [reconciling] = file.pipelines.filter(
    ({ section, uses }) => section === 'custom' && uses.some(({ pipe }) => runs(pipe, 'reconcile')),
  );
  if (!reconciling) return undefined;
  const detail = `wait until ${listed([reconciling])} runs; ${what} itself starts no pipeline with the pipe`;
  return note(name, reconciling.line, detail, remedyOf(reach));
}

/** A file for branches only, or for pull requests only, is nothing wrong. */
function choice({ uses }: PipelineFile, reach: Reach, detail: string): Check {
  return note(reach.name, uses[0]?.pipe.line ?? 1, `${detail}, so ${reach.without}`, remedyOf(reach));
}

function remedyOf({ example, setting }: Reach): string {
  return `Add ${example}, or set ${setting} to false if that is meant.`;
}

/** Branches and pull requests each have an environment, so only two pipelines for the same thing are too many. */
function doubleRuns(file: PipelineFile, { name, what, sections, occasion }: Reach): Check[] {
  const [pattern] = byPattern(file, { sections }).filter(isDeploying);
  return directEvents(occasion).flatMap((event) => {
    const triggered = startedBy(file, [event]).filter(isDeploying);
    const [first] = triggered;
    if (!pattern || !first) return [];
    const detail = `${what} that both match runs the pipe twice: in ${listed([pattern])}, and in ${listed(triggered)} by triggers: ${event}`;
    return [note(name, first.line, detail, 'Keep one of the two.')];
  });
}

/** A pull request that starts the pipe when it is opened, and never again. */
function firstOnly(file: PipelineFile, { name, occasion, sections }: Reach): Check[] {
  const [opened] = occasion === 'push' ? [] : startedBy(file, ['pullrequest-created']).filter(isDeploying);
  const later = directEvents(occasion).filter((event) => event !== 'pullrequest-created');
  const again = [...byPattern(file, { sections }), ...startedBy(file, later)].some(isDeploying);
  if (!opened || again) return [];
  const detail = `${listed([opened])} starts when a pull request is opened; what is pushed to it later is not deployed`;
  return [note(name, opened.line, detail, 'Let triggers: pullrequest-push start it as well.')];
}

function byPattern({ pipelines }: PipelineFile, { sections }: Pick<Reach, 'sections'>): Pipeline[] {
  const unreached = sections.includes('default') && takesAll(pipelines) !== undefined;
  return pipelines.filter(
    ({ section }) => sections.includes(section) && !(unreached && section === 'default'),
  );
}

/** Whether the pipe in one of its steps brings environments in line. */
export function isDeploying({ uses }: Pipeline): boolean {
  return uses.some(({ pipe }) => deploys(pipe));
}
