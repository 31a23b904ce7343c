import { PipeError } from '../errors.ts';
import { withoutCredentials } from '../text/redact.ts';
import { misspelt } from './suggestions.ts';
import { type SettingDefinition, settingList, type SettingName, type settingsTable } from './table.ts';
import type { Variables } from './variables.ts';

type ValueOf<Entry> =
  Entry extends SettingDefinition<infer Value, infer Default>
    ? Default | (Default extends readonly unknown[] ? never : Value)
    : never;

/** The name that a setting has in the code: `DRY_RUN` is `dryRun`. */
type CodeName<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CodeName<Tail>>}`
  : Lowercase<Name>;

/** The value of every setting, by the name of its variable in camel case. */
export type Settings = {
  readonly [Name in SettingName as CodeName<Name>]: ValueOf<(typeof settingsTable)[Name]>;
};

type Reading = { kind: 'value'; value: unknown } | { kind: 'problem'; problem: string };

/**
 * Reads every setting from environment variables. An empty string counts as unset.
 * Throws one configuration error that lists everything that is wrong.
 */
export function parseSettings(variables: Variables): Settings {
  const readings = settingList.map(
    ([name, definition]) => [name, read(name, definition, variables)] as const,
  );
  const values = new Map(
    readings.flatMap(([name, reading]) => (reading.kind === 'value' ? [[name, reading.value]] : [])),
  );
  const problems = [
    ...readings.flatMap(([, reading]) => (reading.kind === 'problem' ? [reading.problem] : [])),
    ...wrongCounts(variables),
    ...misspelt(variables),
    ...incompletePairs(variables),
    ...contradictions(values),
  ];
  if (problems.length > 0) {
    throw new PipeError(
      'configuration',
      ['The settings of this step are not valid:', ...problems].join('\n  - '),
      {
        remedy: `Correct the variables of ${whereSet(variables)}. The README's table says what each one takes.`,
      },
    );
  }
  // Every entry was read by the kind that its type is inferred from.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries([...values].map(([name, value]) => [codeName(name), value])) as Settings;
}

/** The name of a setting in the code, from that of its variable. */
export function codeName(name: string): string {
  return name.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Data Center goes with other CIs than Pipelines, each with a place of its own. */
function whereSet({ BITBUCKET_SERVER_URL: server }: Variables): string {
  return server ? 'the build' : 'the step in bitbucket-pipelines.yml';
}

/** The values of the settings that must never be shown. */
export function secretsOf(variables: Variables): string[] {
  return settingList
    .filter(([, definition]) => definition.secret)
    .flatMap(([name, definition]) => [name, ...(definition.aliases ?? [])])
    .flatMap((name) => {
      const value = variables[name] ?? '';
      // The password may turn up without its user.
      return name === 'HTTP_AUTH' ? [value, value.slice(value.indexOf(':') + 1)] : [value];
    })
    .filter(Boolean);
}

function read(name: string, definition: SettingDefinition, variables: Variables): Reading {
  const texts = Array.isArray(definition.default)
    ? listOf(name, variables)
    : single(name, definition, variables);
  if (texts.length === 0) {
    return definition.required
      ? { kind: 'problem', problem: `${name} is required: ${plain(definition.meaning)}` }
      : { kind: 'value', value: definition.default };
  }
  const values = texts.map((value) => definition.kind.schema.safeParse(value));
  if (values.some((value) => !value.success)) {
    const got = definition.secret
      ? 'a value of another form'
      : withoutCredentials(JSON.stringify(texts.join(',')));
    return { kind: 'problem', problem: `${name} takes ${definition.kind.takes}; got ${got}` };
  }
  const read = values.map((one) => one.data);
  return { kind: 'value', value: Array.isArray(definition.default) ? read : read[0] };
}

function single(name: string, definition: SettingDefinition, variables: Variables): string[] {
  const value = [name, ...(definition.aliases ?? [])].map((known) => variables[known]?.trim()).find(Boolean);
  return value ? [value] : [];
}

/** A list comes comma-separated in NAME, or as Pipelines passes lists: NAME_COUNT, NAME_0, NAME_1… */
function listOf(name: string, variables: Variables): string[] {
  const count = Number(variables[`${name}_COUNT`] ?? 0);
  const items = Array.from(
    { length: validCount(count) ? count : 0 },
    (_, index) => variables[`${name}_${index}`] ?? '',
  );
  // A comma inside of braces belongs to the glob.
  const words = (variables[name] ?? '').split(/,(?![^{]*\})/);
  return [...items, ...words].map((item) => item.trim()).filter(Boolean);
}

/** Pipelines counts the items of a list; whoever writes the count by hand may get it wrong. */
function wrongCounts(variables: Variables): string[] {
  return settingList.flatMap(([name, definition]) => {
    const count = variables[`${name}_COUNT`];
    if (!Array.isArray(definition.default) || !count || validCount(Number(count))) return [];
    return [`${name}_COUNT takes the number of items in ${name}_0, ${name}_1…; got "${count}"`];
  });
}

function validCount(count: number): boolean {
  return Number.isInteger(count) && count >= 0 && count <= 1000;
}

/** Settings that mean nothing without each other, and what makes a half of them harmless. */
const pairs = [
  {
    names: ['ATLASSIAN_ACCOUNT_EMAIL', 'ATLASSIAN_API_TOKEN'],
    unless: ['BITBUCKET_ACCESS_TOKEN', 'BITBUCKET_OAUTH_KEY'],
  },
  { names: ['BITBUCKET_OAUTH_KEY', 'BITBUCKET_OAUTH_SECRET'], unless: ['BITBUCKET_ACCESS_TOKEN'] },
  { names: ['BITBUCKET_SERVER_USERNAME', 'BITBUCKET_SERVER_PASSWORD'], unless: ['BITBUCKET_SERVER_TOKEN'] },
  { names: ['BITBUCKET_SERVER_SSH_PORT', 'BITBUCKET_SERVER_SSH_KEY_FILE'], unless: [] },
] as const;

function incompletePairs(variables: Variables): string[] {
  const isSet = (name: string) => Boolean(variables[name]?.trim());
  return pairs.flatMap(({ names, unless }) => {
    const missing = names.filter((name) => !isSet(name));
    // With other credentials nobody asks for the pair, and half of it may be meant for something else.
    if (missing.length !== 1 || unless.some(isSet)) return [];
    return [`${missing[0]} is missing: ${names.join(' and ')} belong together`];
  });
}

function contradictions(values: ReadonlyMap<string, unknown>): string[] {
  const [resync, clone] = ['RESYNC_PULL_REQUESTS', 'PULL_REQUESTS_CLONE_PARENT_DATA'] as const;
  return values.get(resync) === true && values.get(clone) === false
    ? [`${resync} copies the parent's data, which ${clone}=false forbids`]
    : [];
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}
