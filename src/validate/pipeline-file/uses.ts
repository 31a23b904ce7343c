import { itemsOf, textOf, type Tree, under } from '../yaml/tree.ts';
import { type Pipe, pipeOf } from './pipe.ts';

/** This pipe in a step that some pipeline runs. */
export interface PipeUse {
  pipe: Pipe;
  afterScript: boolean;
  step: Tree;
  /** What the step is in, if that is a stage. */
  stage: Tree | undefined;
  /** What somebody must start by hand before the pipe runs. */
  gate: Gate | undefined;
}

export interface Gate {
  line: number;
  /** It is the step of the pipe or its stage, and not one before it. */
  own: boolean;
}

/** A step in the order in which a pipeline runs them. */
type PlacedStep = Pick<PipeUse, 'step' | 'stage' | 'gate'>;

/**
 * Finds the uses in a pipeline: in its own steps, and in the custom pipelines that they start. Each list of steps is read
 * once, however many pipelines have it.
 */
export function usesFinder(root: Tree): (list: Tree) => readonly PipeUse[] {
  const known = new Map<Tree, readonly PipeUse[]>();
  const ofSteps = new Map<Tree, readonly PipeUse[]>();
  return find;

  function find(list: Tree): readonly PipeUse[] {
    const found = known.get(list);
    if (found) return found;
    // Stands in while the pipeline is read, because one may start another, which starts the first.
    known.set(list, []);
    const uses = [...new Set(stepsOf(list).flatMap(usesOf))];
    known.set(list, uses);
    return uses;
  }

  function usesOf(placed: PlacedStep): readonly PipeUse[] {
    const child = textOf(under(placed.step, 'custom'));
    const list = child === undefined ? undefined : under(root, 'pipelines', 'custom', child);
    if (!list) return placed.stage || placed.gate ? usesOfStep(placed) : usesOfPlainStep(placed);
    return placed.gate ? find(list).map((use) => ({ ...use, gate: use.gate ?? placed.gate })) : find(list);
  }

  /** A step that many pipelines have behind an alias is one use. */
  function usesOfPlainStep(placed: PlacedStep): readonly PipeUse[] {
    const uses = ofSteps.get(placed.step) ?? usesOfStep(placed);
    ofSteps.set(placed.step, uses);
    return uses;
  }
}

function usesOfStep(placed: PlacedStep): PipeUse[] {
  const uses = (script: 'script' | 'after-script') =>
    itemsOf(under(placed.step, script))
      .flatMap(pipeOf)
      .map((pipe) => ({ ...placed, pipe, afterScript: script === 'after-script' }));
  return [...uses('script'), ...uses('after-script')];
}

/**
 * The steps of a pipeline, its stages and parallel groups. A pipeline waits at a manual step, also at one of a parallel
 * group. https://support.atlassian.com/bitbucket-cloud/docs/run-pipelines-manually/, read 2026-11-25
 */
function stepsOf(list: Tree): PlacedStep[] {
  return inSequence(itemsOf(list), (item, waiting) => {
    const parallel = under(item, 'parallel');
    const members = parallel?.kind === 'list' ? parallel : under(parallel, 'steps');
    return [
      ...stepIn(item, waiting),
      ...itemsOf(members).flatMap((member) => stepIn(member, waiting)),
      ...stepsOfStage(under(item, 'stage'), waiting),
      ...finalStep(item),
    ];
  });
}

/** Whoever comes after something that is started by hand waits for it. */
function inSequence(
  items: readonly Tree[],
  stepsOfItem: (item: Tree, waiting: Gate | undefined) => PlacedStep[],
): PlacedStep[] {
  const steps: PlacedStep[] = [];
  let waiting: Gate | undefined;
  for (const item of items) {
    const group = stepsOfItem(item, waiting);
    steps.push(...group);
    const gate = waiting ?? group.map((one) => one.gate).find(Boolean);
    waiting = gate && { ...gate, own: false };
  }
  return steps;
}

function stepsOfStage(stage: Tree | undefined, waiting: Gate | undefined): PlacedStep[] {
  if (!stage) return [];
  const ofStage = manualGate(stage) ?? waiting;
  const steps = inSequence(itemsOf(under(stage, 'steps')), (item, before) => stepIn(item, before ?? ofStage));
  return steps.map((one) => ({ ...one, stage }));
}

function stepIn(item: Tree, waiting: Gate | undefined): PlacedStep[] {
  const step = under(item, 'step');
  return step ? [{ step, stage: undefined, gate: manualGate(step) ?? waiting }] : [];
}

/** It waits for nobody: it runs at the end, whatever happened before. */
function finalStep(item: Tree): PlacedStep[] {
  const step = under(item, 'final');
  return step ? [{ step, stage: undefined, gate: undefined }] : [];
}

function manualGate(tree: Tree): Gate | undefined {
  const trigger = under(tree, 'trigger');
  return trigger && textOf(trigger) === 'manual' ? { line: trigger.line, own: true } : undefined;
}
