import { isNothing, textOf, type Tree, under } from '../../yaml/tree.ts';
import {
  anything,
  list,
  listOr,
  mapping,
  once,
  oneOf,
  type Problem,
  type Rule,
  text,
  wrong,
} from './rules.ts';
import { script } from './script.ts';

const example = 'step: { script: [npm test] }';
const words = list(text('- name'), '- name');

const keysOfStep = mapping({
  keys: {
    script,
    'after-script': script,
    name: text("name: 'Test'"),
    trigger: oneOf('automatic', 'manual'),
    caches: words,
    services: words,
    artifacts: listOr(words, mapping({ keys: {}, example: 'artifacts: [dist/**]' })),
    clone: mapping({ keys: {}, example: 'clone: { depth: full }' }),
    condition: mapping({ keys: {}, example: "condition: { changesets: { includePaths: ['src/**'] } }" }),
    deployment: text('deployment: production'),
    'runs-on': listOr(words, text("runs-on: 'self.hosted'")),
    'max-time': text('max-time: 60'),
    'concurrency-group': text("concurrency-group: 'deploy'"),
    pipe: (tree) => [
      wrong(
        tree,
        'pipe: stands in the step itself',
        'Put it into the script of the step, with a dash before it.',
      ),
    ],
  },
  example,
});

/** A step of a pipeline. */
export const step: Rule = once((tree, name, judged) => {
  const problems = keysOfStep(tree, name, judged);
  const misplaced = under(tree, 'pipe') !== undefined;
  if (tree.kind !== 'map' || tree.entries.has('script') || misplaced || startsPipeline(tree)) return problems;
  return [...problems, wrong(tree, `${name} has no script`, `Give it one: ${example}`)];
});

/** Its work is a custom pipeline. */
function startsPipeline(tree: Tree): boolean {
  return textOf(under(tree, 'type')) === 'pipeline' || under(tree, 'custom') !== undefined;
}

/** An item of a list of steps, which may be one of these. */
export function item(kinds: Readonly<Record<string, Rule>>, where: string): Rule {
  const names = Object.keys(kinds).map((kind) => `${kind}:`);
  const allowed = names.length === 1 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  const remedy = `Write ${allowed} after the dash, and what belongs to it below, further to the right.`;
  return once((tree, name, judged) => {
    if (tree.kind !== 'map') return [wrong(tree, `${name} is not ${allowed}`, remedy)];
    const stray = [...tree.entries.keys()].filter((key) => !Object.hasOwn(kinds, key));
    const [only] = stray;
    if (only !== undefined) return [strayKey(tree, stray, where, remedy)];
    return mapping({ keys: kinds, others: anything, example })(tree, name, judged);
  });
}

function strayKey(tree: Tree, stray: readonly string[], where: string, remedy: string): Problem {
  const [only = ''] = stray;
  const kind = ['step', 'stage', 'parallel', 'final'].find((key) => {
    const below = under(tree, key);
    return below && isNothing(below);
  });
  if (kind !== undefined) {
    const what = `${stray.join(', ')} ${stray.length === 1 ? 'is' : 'are'} beside ${kind}: and not below it`;
    return wrong(tree, what, `Indent them further than ${kind}:.`);
  }
  if (only === 'pipe')
    return wrong(tree, `pipe: stands directly in ${where}`, 'Put it into the script of a step.');
  return wrong(tree, `${only}: cannot stand in ${where}`, remedy);
}
