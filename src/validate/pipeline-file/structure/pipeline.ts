import { under } from '../../yaml/tree.ts';
import { list, listOr, mapping, once, orNothing, type Rule, text, wrong } from './rules.ts';
import { item, step } from './step.ts';

const stepsOnly = (where: string) => list(item({ step }, where), '- step:');

const parallel = listOr(
  stepsOnly('a parallel group'),
  mapping({
    keys: { steps: stepsOnly('a parallel group') },
    required: ['steps'],
    example: 'parallel: { steps: [step: …] }',
  }),
);

const stage = once(
  mapping({
    keys: { steps: stepsOnly('a stage') },
    required: ['steps'],
    example: 'stage: { steps: [step: …] }',
  }),
);

const variables = list(
  mapping({ keys: { name: text('name: REGION') }, required: ['name'], example: '- name: REGION' }),
  '- name: REGION',
);

const items = (where: string, more: Readonly<Record<string, Rule>> = {}) =>
  list(item({ step, parallel, stage, final: step, ...more }, where), '- step:');

/** Steps, or the name of a pipeline elsewhere. */
function pipeline(steps: Rule): Rule {
  return once((tree, name, judged) => {
    if (tree.kind !== 'map') return steps(tree, name, judged);
    if (under(tree, 'import')) return [];
    const what = `${name} must be a list of steps, and is a mapping`;
    return [wrong(tree, what, 'Put a dash before each step: - step:')];
  });
}

/** The pipelines of one section, by their patterns or names. */
function section(steps: Rule): Rule {
  return orNothing(mapping({ keys: {}, others: pipeline(steps), example: "'**': [step: …]" }));
}

const ordinary = items('a pipeline');
const custom = items('a custom pipeline', { variables });

/** What stands under `pipelines`. */
export const pipelines = mapping({
  keys: {
    default: pipeline(ordinary),
    branches: section(ordinary),
    tags: section(ordinary),
    'pull-requests': section(ordinary),
    custom: section(custom),
  },
  example: 'pipelines: { default: [step: …] }',
});
