import type { Settings } from '../../settings/parse.ts';
import type { SettingName } from '../../settings/table.ts';
import type { Check } from '../checks.ts';
import { type Pipeline, type PipelineFile, type PipeUse, runs } from './read.ts';

/** The settings that ask for pipelines. */
export type Wanted = Pick<Settings, 'fetchBranches' | 'buildPullRequests'>;

/** Something that a pipeline with the pipe should follow. */
interface Occasion {
  name: string;
  what: string;
  setting: SettingName;
  wanted: (wanted: Wanted) => boolean;
  /** Pipelines that Bitbucket starts by their pattern. */
  sections: readonly Pipeline['section'][];
  event: string;
  example: string;
}

const occasions: readonly Occasion[] = [
  {
    name: 'Pushes',
    what: 'a push',
    setting: 'FETCH_BRANCHES',
    wanted: ({ fetchBranches }) => fetchBranches,
    sections: ['default', 'branches'],
    event: 'repository-push',
    example: "a pipeline under branches: with the pattern '**'",
  },
  {
    name: 'Pull requests',
    what: 'a pull request',
    setting: 'BUILD_PULL_REQUESTS',
    wanted: ({ buildPullRequests }) => buildPullRequests !== false,
    sections: ['pull-requests'],
    event: 'pullrequest-push',
    example: "a pipeline under pull-requests: with the pattern '**'",
  },
];

/** Whether pushes and pull requests reach the pipe, and each only once. */
export function checkReach(file: PipelineFile, wanted: Wanted): Check[] {
  return [
    ...occasions.map((occasion) => checkStart(file, occasion, wanted)),
    ...occasions.flatMap((occasion) => doubleRun(file, occasion)),
    ...strayTriggers(file),
  ];
}

function checkStart(file: PipelineFile, occasion: Occasion, wanted: Wanted): Check {
  const { name, what, setting, example } = occasion;
  if (!occasion.wanted(wanted)) return { name, result: 'skipped', detail: `${setting} is off` };
  const started = [...byPattern(file, occasion), ...byTrigger(file, occasion.event)];
  const deploying = started.filter(({ uses }) => uses.some(deploys));
  const automatic = deploying.filter(({ uses }) => uses.some((use) => deploys(use) && !use.manual));
  if (automatic.length > 0) return { name, result: 'ok', detail: `run the pipe in ${listed(automatic)}` };
  if (deploying.length > 0) {
    const detail = `run the pipe in ${listed(deploying)}, when somebody starts its step by hand`;
    return { name, result: 'note', detail, remedy: 'Without `trigger: manual` the step starts by itself.' };
  }
  const imported = started.filter((pipeline) => pipeline.imported);
  if (imported.length > 0) {
    const detail = `start ${listed(imported)}, imported from elsewhere; whether the pipe is in it was not looked at`;
    return { name, result: 'note', detail };
  }
  const remedy = `Add ${example}, or set ${setting} to false.`;
  const reconciling = file.pipelines.filter(
    ({ section, uses }) => section === 'custom' && uses.some(({ pipe }) => runs(pipe, 'reconcile')),
  );
  if (reconciling.length > 0) {
    const detail = `wait until ${listed(reconciling)} runs; ${what} itself starts no pipeline with the pipe`;
    return { name, result: 'note', detail, remedy };
  }
  return { name, result: 'missing', detail: `${what} starts no pipeline that runs the pipe`, remedy };
}

/** Branches and pull requests each have an environment, so only two pipelines for the same thing are too many. */
function doubleRun(file: PipelineFile, { name, what, sections, event }: Occasion): Check[] {
  const patterns = byPattern(file, { sections }).filter(({ uses }) => uses.some(deploys));
  const triggered = byTrigger(file, event).filter(({ uses }) => uses.some(deploys));
  if (patterns.length === 0 || triggered.length === 0) return [];
  const detail = `${what} that both match runs the pipe twice: ${listed(patterns)}, and ${listed(triggered)} by triggers: ${event}`;
  return [{ name, result: 'note', detail, remedy: 'Keep one of the two.' }];
}

/**
 * Triggers can only start custom pipelines.
 * https://api.bitbucket.org/schemas/pipelines-configuration, as of 2026-06-29
 */
function strayTriggers({ triggers, pipelines }: PipelineFile): Check[] {
  const custom = new Set(pipelines.flatMap(({ section, name }) => (section === 'custom' ? [name] : [])));
  return triggers
    .filter(({ pipeline }) => !custom.has(pipeline))
    .map(({ event, pipeline, line }) => ({
      name: 'Triggers',
      result: 'missing',
      detail: `line ${line}: ${event} starts ${pipeline}, which is not under pipelines: custom:`,
      remedy: 'A trigger starts custom pipelines only: name one that is there.',
    }));
}

function byPattern({ pipelines }: PipelineFile, { sections }: Pick<Occasion, 'sections'>): Pipeline[] {
  return pipelines.filter(({ section }) => sections.includes(section));
}

/** The custom pipelines that an event starts. */
export function byTrigger({ pipelines, triggers }: PipelineFile, event: string): Pipeline[] {
  return pipelines.filter(
    ({ section, name }) =>
      section === 'custom' &&
      triggers.some((trigger) => trigger.event === event && trigger.pipeline === name),
  );
}

function deploys({ pipe }: PipeUse): boolean {
  return runs(pipe, 'deploy', 'reconcile');
}

/** The pipelines by the words under which they are found in the file. */
export function listed(pipelines: readonly Pipeline[]): string {
  return pipelines
    .map(({ section, name, line }) => `${name ? `${section} ${name}` : section} (line ${line})`)
    .join(', ');
}
