import type { Settings } from '../../settings/parse.ts';
import { settingsTable } from '../../settings/table.ts';
import { entriesOf, isFalse, itemsOf, keyLine, textOf, type Tree, under } from '../yaml-tree.ts';

/** An item of a script that runs this pipe. */
export interface Pipe {
  line: number;
  /** `workspace/repository:version` or `docker://image:tag`. */
  reference: string;
  variables: ReadonlyMap<string, Tree>;
}

/** A pipe in a step that some pipeline runs. */
export interface PipeUse {
  pipe: Pipe;
  afterScript: boolean;
  /** Somebody has to start the step or its stage by hand. */
  manual: boolean;
  clone: { enabled: boolean; depth: string };
}

export interface Pipeline {
  section: 'default' | 'branches' | 'pull-requests' | 'custom';
  /** Its pattern or name; empty for the default pipeline. */
  name: string;
  line: number;
  uses: readonly PipeUse[];
  /** Its steps are in another file or repository. */
  imported: boolean;
}

/** An event that starts a custom pipeline. */
export interface EventTrigger {
  event: string;
  pipeline: string;
  line: number;
}

export interface PipelineFile {
  /** Everything that names this pipe, used by a pipeline or not. */
  pipes: readonly Pipe[];
  pipelines: readonly Pipeline[];
  triggers: readonly EventTrigger[];
}

/** Whether a text names this pipe, by whichever reference. */
export function mentionsPipe(text: string): boolean {
  return text.includes('upsun-environments');
}

/** Finds the uses of this pipe, and what starts them, in a parsed bitbucket-pipelines.yml. */
export function readPipelineFile(root: Tree): PipelineFile {
  const pipelines = under(root, 'pipelines');
  const initial = under(pipelines, 'default');
  const section = (name: Pipeline['section']) => {
    const patterns = under(pipelines, name);
    return entriesOf(patterns).map(([key, tree]) =>
      pipelineOf(root, tree, { section: name, name: key, line: keyLine(patterns, key) }),
    );
  };
  const place = { section: 'default', name: '', line: keyLine(pipelines, 'default') } as const;
  return {
    pipes: pipesBelow(root),
    pipelines: [
      ...(initial ? [pipelineOf(root, initial, place)] : []),
      ...section('branches'),
      ...section('pull-requests'),
      ...section('custom'),
    ],
    triggers: entriesOf(under(root, 'triggers')).flatMap(([event, conditions]) =>
      itemsOf(conditions).flatMap((condition) =>
        itemsOf(under(condition, 'pipelines')).map((pipeline) => ({
          event,
          pipeline: textOf(pipeline) ?? '',
          line: pipeline.line,
        })),
      ),
    ),
  };
}

function pipelineOf(root: Tree, tree: Tree, place: Pick<Pipeline, 'section' | 'name' | 'line'>): Pipeline {
  const started = place.section === 'custom' ? [place.name] : [];
  const uses = usesIn(tree, { root, manual: false, started });
  return { ...place, uses, imported: under(tree, 'import') !== undefined };
}

/** What a step is inside of. */
interface Enclosure {
  root: Tree;
  manual: boolean;
  /** Custom pipelines on the way here: one may start another, which must not start the first. */
  started: readonly string[];
}

/** The uses in a list of steps, stages and parallel groups. */
function usesIn(list: Tree | undefined, around: Enclosure): PipeUse[] {
  return itemsOf(list).flatMap((item) => {
    const stage = under(item, 'stage');
    const parallel = under(item, 'parallel');
    return [
      ...usesOfStep(under(item, 'step') ?? under(item, 'final'), around),
      ...usesIn(under(stage, 'steps'), { ...around, manual: around.manual || isManual(stage) }),
      ...usesIn(parallel?.kind === 'list' ? parallel : under(parallel, 'steps'), around),
    ];
  });
}

function usesOfStep(step: Tree | undefined, around: Enclosure): PipeUse[] {
  const { root, started } = around;
  const manual = around.manual || isManual(step);
  const child = textOf(under(step, 'custom'));
  if (child !== undefined && !started.includes(child)) {
    const list = under(root, 'pipelines', 'custom', child);
    return usesIn(list, { root, manual, started: [...started, child] });
  }
  const clone = cloneOf(root, step);
  const uses = (script: 'script' | 'after-script') =>
    itemsOf(under(step, script))
      .flatMap(pipeOf)
      .map((pipe) => ({ pipe, afterScript: script === 'after-script', manual, clone }));
  return [...uses('script'), ...uses('after-script')];
}

/**
 * What the step does not say of its clone, the file may say for all steps; 50 commits are the default.
 * https://api.bitbucket.org/schemas/pipelines-configuration, as of 2026-06-29
 */
function cloneOf(root: Tree, step: Tree | undefined): PipeUse['clone'] {
  const option = (key: string) => under(step, 'clone', key) ?? under(root, 'clone', key);
  return { enabled: !isFalse(option('enabled')), depth: textOf(option('depth')) ?? '50' };
}

function isManual(tree: Tree | undefined): boolean {
  return textOf(under(tree, 'trigger')) === 'manual';
}

function pipeOf(item: Tree): Pipe[] {
  const reference = textOf(under(item, 'pipe'));
  if (reference === undefined || !mentionsPipe(reference)) return [];
  return [{ line: item.line, reference, variables: new Map(entriesOf(under(item, 'variables'))) }];
}

function pipesBelow(root: Tree): Pipe[] {
  const seen = new Set<Tree>();
  return visit(root);

  function visit(tree: Tree): Pipe[] {
    // An anchor is read once, however many aliases it has.
    if (seen.has(tree)) return [];
    seen.add(tree);
    const below = tree.kind === 'list' ? tree.items : entriesOf(tree).map(([, value]) => value);
    return [...pipeOf(tree), ...below.flatMap(visit)];
  }
}

/** Whether the pipe runs one of these commands there; a command from a variable may be any. */
export function runs({ variables }: Pipe, ...commands: readonly Settings['command'][]): boolean {
  const command = textOf(variables.get('COMMAND')) || settingsTable.COMMAND.default;
  return command.includes('$') || commands.some((one) => one === command);
}
