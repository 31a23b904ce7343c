import { entriesOf, everything, itemsOf, keyLine, textOf, type Tree, under } from '../yaml/tree.ts';
import { type PipeUse, usesFinder } from './uses.ts';

/** The keys under which Bitbucket looks for pipelines, and `shared` for those that other repositories import. */
export type Section = 'default' | 'branches' | 'tags' | 'pull-requests' | 'custom' | 'shared';

export interface Pipeline {
  section: Section;
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
  condition: string;
  pipeline: string;
  line: number;
}

export interface PipelineFile {
  root: Tree;
  /** The root and everything below it. */
  trees: readonly Tree[];
  pipelines: readonly Pipeline[];
  triggers: readonly EventTrigger[];
  /** Each use of this pipe by some pipeline, those of shared steps once. */
  uses: readonly PipeUse[];
}

/** Finds the uses of this pipe, and what starts them, in a parsed bitbucket-pipelines.yml. */
export function readPipelineFile(root: Tree): PipelineFile {
  const pipelines = readPipelines(root);
  // Pipelines that share their steps by an anchor have the same list.
  const lists = new Set(pipelines.map((pipeline) => pipeline.uses));
  const uses = [...new Set([...lists].flat())];
  return { root, trees: everything(root), pipelines, triggers: readTriggers(root), uses };
}

function readPipelines(root: Tree): Pipeline[] {
  const parent = under(root, 'pipelines');
  const usesIn = usesFinder(root);
  const pipelineOf = (tree: Tree, place: Pick<Pipeline, 'section' | 'name' | 'line'>): Pipeline => ({
    ...place,
    uses: usesIn(tree),
    imported: under(tree, 'import') !== undefined,
  });
  const section = (name: Section, patterns = under(parent, name)) =>
    entriesOf(patterns).map(([key, tree]) =>
      pipelineOf(tree, { section: name, name: key, line: keyLine(patterns, key) }),
    );
  const initial = under(parent, 'default');
  return [
    ...(initial
      ? [pipelineOf(initial, { section: 'default', name: '', line: keyLine(parent, 'default') })]
      : []),
    ...section('branches'),
    ...section('tags'),
    ...section('pull-requests'),
    ...section('custom'),
    ...section('shared', under(root, 'definitions', 'pipelines')),
  ];
}

function readTriggers(root: Tree): EventTrigger[] {
  return entriesOf(under(root, 'triggers')).flatMap(([event, conditions]) =>
    itemsOf(conditions).flatMap((condition) =>
      itemsOf(under(condition, 'pipelines')).map((pipeline) => ({
        event,
        condition: textOf(under(condition, 'condition')) ?? '',
        pipeline: textOf(pipeline) ?? '',
        line: pipeline.line,
      })),
    ),
  );
}

/** The pipelines by the words under which they are found in the file. */
export function listed(pipelines: readonly Pipeline[]): string {
  const names = pipelines.map(
    ({ section, name, line }) => `${name ? `${section} ${name}` : section} (line ${line})`,
  );
  const shown = names.slice(0, 5);
  const left = names.length - shown.length;
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ');
}
