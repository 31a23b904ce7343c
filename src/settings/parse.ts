import { PipeError } from '../errors.ts';
import { withoutCredentials } from '../text/redact.ts';
import { contradictions, incompletePairs } from './combinations.ts';
import { isList, type SettingDefinition } from './definition.ts';
import { emptyLists, listItems, unexpectedLists, wrongCounts } from './lists.ts';
import { type CodeName, codeName } from './names-in-code.ts';
import { repeatedVariables } from './preview-variables.ts';
import { misspelt } from './suggestions.ts';
import { namesOf, type SettingEntry, settingList, type SettingName, type settingsTable } from './table.ts';
import { isInPipelines, type Variables } from './variables.ts';

type ValueOf<Entry> =
  Entry extends SettingDefinition<infer Value, infer Default>
    ? Default | (Default extends readonly unknown[] ? never : Value)
    : never;

/** The value of every setting, by the name of its variable in camel case. */
export type Settings = {
  readonly [Name in SettingName as CodeName<Name>]: ValueOf<(typeof settingsTable)[Name]>;
};

/** What a setting comes to, or what is wrong with it. */
type Reading = { kind: 'value'; value: unknown } | { kind: 'problem'; problem: string };

/**
 * Reads every setting from environment variables. An empty string counts as unset.
 * Throws one configuration error that lists everything that is wrong.
 */
export function parseSettings(variables: Variables): Settings {
  const readings = settingList.map((setting) => [setting[0], readSetting(setting, variables)] as const);
  const values = new Map(
    readings.flatMap(([name, reading]) => (reading.kind === 'value' ? [[name, reading.value]] : [])),
  );
  const problems = [
    ...readings.flatMap(([, reading]) => (reading.kind === 'problem' ? [reading.problem] : [])),
    ...wrongCounts(variables),
    ...emptyLists(variables),
    ...repeatedVariables(listItems('PREVIEW_VARIABLES', variables)),
    ...unexpectedLists(variables),
    ...misspelt(variables),
    ...incompletePairs(variables),
    ...contradictions(values),
  ];
  const settings = Object.fromEntries([...values].map(([name, value]) => [codeName(name), value]));
  if (problems.length === 0 && isComplete(settings)) return settings;
  throw new PipeError(
    'configuration',
    ['The settings of this step are not valid:', ...problems].join('\n  - '),
    {
      remedy: `Correct the variables of ${whereSet(variables)}. docs/settings.md of the pipe says what each one takes.`,
    },
  );
}

/** Whether every setting was read: then each has the type that is inferred from its kind, which read it. */
function isComplete(values: Readonly<Record<string, unknown>>): values is Settings {
  return settingList.every(([name]) => Object.hasOwn(values, codeName(name)));
}

/** Other CIs than Pipelines each have a place of their own. */
function whereSet(variables: Variables): string {
  return isInPipelines(variables) ? 'the step in bitbucket-pipelines.yml' : 'the build';
}

/** Reads one setting. */
export function readSetting(setting: SettingEntry, variables: Variables): Reading {
  const [name, definition] = setting;
  const texts = isList(definition) ? listItems(name, variables) : firstOf(namesOf(setting), variables);
  if (texts.length === 0) {
    return definition.required
      ? { kind: 'problem', problem: `${name} is required: ${plain(definition.meaning)}` }
      : { kind: 'value', value: definition.default };
  }
  const values = texts.map((value) => definition.kind.schema.safeParse(value));
  if (values.some((value) => !value.success)) {
    const wrong = texts.filter((_, index) => !values[index]?.success);
    const hidden = values.flatMap(({ error }, index) =>
      error ? [`entry ${index + 1} ${error.issues[0]?.message}`] : [],
    );
    if (definition.hidden)
      return { kind: 'problem', problem: `${name} takes ${definition.kind.takes}; ${hidden.join(', ')}` };
    const got = definition.secret
      ? 'a value of another form'
      : withoutCredentials(JSON.stringify(wrong.join(',')));
    return { kind: 'problem', problem: `${name} takes ${definition.kind.takes}; got ${got}` };
  }
  const parsed = values.map(({ data }) => data);
  return { kind: 'value', value: isList(definition) ? parsed : parsed[0] };
}

/** The value of the first variable that is set, if any. */
function firstOf(names: readonly string[], variables: Variables): string[] {
  const value = names.map((name) => variables[name]?.trim()).find(Boolean);
  return value ? [value] : [];
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}
