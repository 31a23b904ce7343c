import { contradictions, incompletePairs } from '../../settings/combinations.ts';
import { isList } from '../../settings/definition.ts';
import { emptyLists, unexpectedLists } from '../../settings/lists.ts';
import { readSetting } from '../../settings/parse.ts';
import { misspelt, unknownNames } from '../../settings/suggestions.ts';
import { namesOf, type SettingEntry, settingList } from '../../settings/table.ts';
import type { Variables } from '../../settings/variables.ts';
import type { Check } from '../checks.ts';
import type { Tree } from '../yaml/tree.ts';
import { distinct, missing, note } from './finding.ts';
import { type Pipe, refersToVariable } from './pipe.ts';
import { readReference } from './reference.ts';
import { passedTexts } from './values.ts';

const name = 'Variables';

/** Marks an environment as that of a pipe: https://support.atlassian.com/bitbucket-cloud/docs/advanced-techniques-for-writing-pipes/ */
const insidePipe: Variables = { BITBUCKET_PIPE_STORAGE_DIR: '/' };

/** Whether the variables of each pipe are settings, and have values that the settings take. */
export function checkVariables(pipes: readonly Pipe[]): Check[] {
  return distinct(pipes.flatMap(checkPipe));
}

function checkPipe(pipe: Pipe): Check[] {
  const ofPipe = [...combinationProblems(pipe), ...imageProblems(pipe)];
  return [
    ...[...pipe.variables].flatMap(([variable, value]) => checkVariable(variable, value, pipe)),
    ...ofPipe.map((problem) => missing(name, pipe.line, problem, correct)),
    ...withoutDefaults(pipe),
  ];
}

const correct = 'Correct it; docs/settings.md of the pipe says what each variable takes.';

function checkVariable(variable: string, value: Tree, pipe: Pipe): Check[] {
  const setting = settingList.find((one) => namesOf(one).includes(variable));
  if (setting) {
    const problems = problemsOfValue(setting, variable, value, pipe);
    return problems.map((problem) => missing(name, value.line, problem, correct));
  }
  const named = { ...insidePipe, [variable]: 'set' };
  return [
    ...misspelt(named).map((problem) => missing(name, value.line, problem, 'Correct the name.')),
    ...unknownNames(named).map((unknown) =>
      note(
        name,
        value.line,
        `${unknown} is not a setting of this pipe, which ignores it`,
        'Take it away, or correct its name.',
      ),
    ),
  ];
}

/** What the pipe itself would say of the value. One that refers to a variable is known in the run only. */
function problemsOfValue(setting: SettingEntry, variable: string, value: Tree, pipe: Pipe): string[] {
  const texts = passedTexts(value);
  const plain = texts.filter((text) => !refersToVariable(text));
  if (plain.length === 0 && texts.length > 0) return [];
  const variables = asPassed(variable, value, plain);
  const reading = readSetting(setting, variables);
  const others = namesOf(setting).filter((one) => one !== variable);
  const unset = texts.every((text) => text.trim() === '');
  // The other name of the same setting may have it.
  if (unset && others.some((one) => pipe.variables.has(one))) return [];
  const lists = value.kind === 'list' && !isList(setting[1]) ? unexpectedLists(variables) : [];
  if (lists.length > 0) return lists;
  return [...(reading.kind === 'problem' ? [reading.problem] : []), ...emptyLists(variables)];
}

/** As Pipelines passes it: a list in several variables. */
function asPassed(variable: string, value: Tree, texts: readonly string[]): Variables {
  if (value.kind !== 'list') return { [variable]: texts[0] };
  const items = texts.map((text, index) => [`${variable}_${index}`, text]);
  return { [`${variable}_COUNT`]: String(texts.length), ...Object.fromEntries(items) };
}

function combinationProblems({ variables }: Pipe): string[] {
  const values = settingList.flatMap((setting): [string, unknown][] => {
    const value = variables.get(setting[0]);
    const texts = value ? passedTexts(value) : [];
    if (!value || texts.length === 0 || texts.some(refersToVariable)) return [];
    const reading = readSetting(setting, asPassed(setting[0], value, texts));
    return reading.kind === 'value' ? [[setting[0], reading.value]] : [];
  });
  return contradictions(new Map(values));
}

/** To a pipe, Bitbucket passes the repository's variables where `pipe.yml` says so; to an image it passes none. */
function imageProblems({ reference, variables }: Pipe): string[] {
  if (!readReference(reference).image) return [];
  return incompletePairs(Object.fromEntries([...variables.keys()].map((variable) => [variable, 'set'])));
}

/**
 * Bitbucket looks for defaults in the pipe's repository, which an image does not name.
 * https://support.atlassian.com/bitbucket-cloud/docs/write-a-pipe-for-bitbucket-pipelines/, read 2026-11-21
 */
function withoutDefaults({ line, reference, variables }: Pipe): Check[] {
  if (!readReference(reference).image) return [];
  const absent = settingList
    .filter(([, { required }]) => required)
    .filter((setting) => !namesOf(setting).some((one) => variables.has(one)))
    .map(([setting]) => setting);
  if (absent.length === 0) return [];
  const detail = `${reference} does not get ${absent.join(' and ')}: with docker:// no repository variable is passed by itself`;
  const remedy = `Add ${absent.map((one) => `${one}: $${one}`).join(' and ')} to its variables.`;
  return [missing(name, line, detail, remedy)];
}
