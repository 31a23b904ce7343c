import type { Check } from '../checks.ts';
import { itemsOf, textOf, type Tree, under } from '../yaml/tree.ts';
import { distinct, note } from './finding.ts';
import { deploys } from './pipe.ts';
import type { PipelineFile } from './read.ts';
import type { PipeUse } from './uses.ts';

/** What keeps a step or its stage from running, so that no environment is made. */
export function checkConditions({ uses }: PipelineFile): Check[] {
  return distinct(uses.filter(({ pipe }) => deploys(pipe)).flatMap(checkConditionsOf));
}

function checkConditionsOf({ step, stage, pipe }: PipeUse): Check[] {
  return [under(step, 'condition'), under(stage, 'condition')].flatMap((condition) => {
    if (!condition) return [];
    return whatIsLeftOut(condition).map((left) =>
      note(
        'Conditions',
        condition.line,
        `the pipe in line ${pipe.line} does not run ${left}: then no environment is made or updated, and production not deployed`,
        'Take the condition away from the step with the pipe, if every commit should be deployed.',
      ),
    );
  });
}

function whatIsLeftOut(condition: Tree): string[] {
  const include = under(condition, 'changesets', 'includePaths');
  const exclude = under(condition, 'changesets', 'excludePaths');
  const state = textOf(under(condition, 'state'));
  return [
    ...(include ? [`where no file that changed matches ${texts(include)}`] : []),
    ...(exclude ? [`where every file that changed matches ${texts(exclude)}`] : []),
    ...(state === undefined ? [] : [`unless ${state}`]),
  ];
}

function texts(tree: Tree): string {
  return itemsOf(tree)
    .map((item) => textOf(item) ?? '')
    .join(', ');
}
