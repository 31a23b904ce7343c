import { isNothing, textOf, type Tree, under } from '../../yaml/tree.ts';
import { list, mapping, type Problem, type Rule, text, wrong } from './rules.ts';

const value = text("NAME: 'value'");
const variables = mapping({
  keys: {},
  others: (tree, name, judged) => {
    // Whether Bitbucket takes an empty value was not seen; the checks of settings judge it.
    if (isNothing(tree)) return [];
    return (tree.kind === 'list' ? list(value, '- value') : value)(tree, `the variable ${name}`, judged);
  },
  example: "variables: { NAME: 'value' }",
});

const pipe = mapping({
  keys: { pipe: text('pipe: atlassian/test-pipe:1.0.0'), variables },
  example: '- pipe: atlassian/test-pipe:1.0.0',
});

/** A command, a pipe or a task of an agent. */
const scriptItem: Rule = (tree, name, judged) => {
  if (tree.kind === 'map') return under(tree, 'pipe') ? pipe(tree, name, judged) : itemWithKeys(tree, name);
  if (tree.kind === 'list')
    return [
      wrong(tree, `${name} is a list inside the list`, 'Write its commands as items of the script itself.'),
    ];
  if (isNothing(tree) || textOf(tree) === '')
    return [wrong(tree, `${name} is empty`, 'Delete the dash, or write a command after it.')];
  return [];
};

function itemWithKeys(tree: Extract<Tree, { kind: 'map' }>, name: string): Problem[] {
  if (under(tree, 'agent')) return [];
  const [key = ''] = [...tree.entries.keys()];
  if (key === 'variables') {
    const remedy = 'Take the dash away, and indent variables: as far as pipe: above it.';
    return [wrong(tree, `${name} is variables: without the pipe that they are for`, remedy)];
  }
  const remedy = `Put the whole command in quotes: - '${key}: …'`;
  return [wrong(tree, `${name} is no command, because YAML takes "${key}:" for a key`, remedy)];
}

/** The commands and pipes of a step. */
export const script = list(scriptItem, '- npm test');
