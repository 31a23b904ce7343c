import { resemblance } from '../../../settings/resemblance.ts';
import type { Check } from '../../checks.ts';
import { entriesOf, keyLine, type Tree, under } from '../../yaml/tree.ts';
import { missing, note } from '../finding.ts';
import { pipelines } from './pipeline.ts';
import { list, mapping, orNothing, text } from './rules.ts';

const name = 'Structure';

const triggers = mapping({
  keys: {},
  others: list(
    mapping({
      keys: {
        condition: text('condition: BITBUCKET_BRANCH == "main"'),
        pipelines: list(text('- preview'), 'pipelines: [preview]'),
      },
      required: ['condition', 'pipelines'],
      example: '- condition: BITBUCKET_BRANCH == "main"',
    }),
    '- condition: BITBUCKET_BRANCH == "main"',
  ),
  example: 'triggers: { pullrequest-fulfilled: […] }',
});

const file = orNothing(
  mapping({
    keys: {
      pipelines: orNothing(pipelines),
      triggers: orNothing(triggers),
      definitions: orNothing(mapping({ keys: {}, example: 'definitions: { caches: … }' })),
      options: orNothing(mapping({ keys: {}, example: 'options: { max-time: 60 }' })),
      clone: orNothing(mapping({ keys: {}, example: 'clone: { depth: full }' })),
    },
    example: 'pipelines: { default: [step: …] }',
  }),
);

/**
 * What Bitbucket would refuse of the file, and so run nothing of it. Only what pipelines and their starts are made of:
 * options of which new ones appear are left to Bitbucket.
 * https://api.bitbucket.org/schemas/pipelines-configuration, as of 2026-06-29
 */
export function checkStructure(root: Tree): Check[] {
  const problems = file(root, 'the file', new Map()).map(({ line, what, remedy }) =>
    missing(name, line, `${what}: Bitbucket refuses the file and runs nothing`, remedy),
  );
  return [...problems, ...strangeSections(root)];
}

const sections = ['default', 'branches', 'tags', 'pull-requests', 'custom'];

/** Sections that Bitbucket does not know, and surely does not run. */
function strangeSections(root: Tree): Check[] {
  const parent = under(root, 'pipelines');
  return entriesOf(parent)
    .filter(([key]) => !sections.includes(key))
    .map(([key]) => {
      const meant = sections.find((one) => resemblance(key, one, { insidePipe: true }) !== undefined);
      const remedy =
        key === 'triggers'
          ? 'Move it to the first column, beside pipelines:.'
          : meant
            ? `Did you mean ${meant}?`
            : `Bitbucket knows ${sections.join(', ')}.`;
      return note(
        name,
        keyLine(parent, key),
        `pipelines: has no section ${key}, so nothing starts it`,
        remedy,
      );
    });
}
