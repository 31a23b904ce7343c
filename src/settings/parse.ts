import { PipeError } from '../errors.ts';
import { withoutCredentials } from '../text/redact.ts';
import { misspelt } from './suggestions.ts';
import { type Variable, type VariableName, variableList, type variables } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

type ValueOf<Entry> =
  Entry extends Variable<infer Value, infer Default>
    ? Default | (Default extends readonly unknown[] ? never : Value)
    : never;

/** The value of every setting, by the name of its variable. */
export type Settings = { readonly [Name in VariableName]: ValueOf<(typeof variables)[Name]> };

type Reading = { value: unknown } | { problem: string };

/**
 * Reads every setting from environment variables. An empty string counts as unset.
 * Throws one configuration error that lists everything that is wrong.
 */
export function parseSettings(environment: Environment): Settings {
  const readings = variableList.map(([name, variable]) => ({
    name,
    reading: read(name, variable, environment),
  }));
  const problems = [
    ...readings.flatMap(({ reading }) => ('problem' in reading ? [reading.problem] : [])),
    ...wrongCounts(environment),
    ...misspelt(environment),
    ...incompletePairs(environment),
    ...contradictions(
      new Map(readings.map(({ name, reading }) => [name, 'value' in reading && reading.value])),
    ),
  ];
  if (problems.length > 0) {
    throw new PipeError(
      'configuration',
      ['The settings of this step are not valid:', ...problems].join('\n  - '),
      {
        remedy: `Correct the variables of ${whereSet(environment)}. The README's table says what each one takes.`,
      },
    );
  }
  // Every entry was read by the kind that its type is inferred from.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(
    readings.map(({ name, reading }) => [name, 'value' in reading && reading.value]),
  ) as Settings;
}

/** Data Center goes with other CIs than Pipelines, each with a place of its own. */
function whereSet({ BITBUCKET_SERVER_URL: server }: Environment): string {
  return server ? 'the build' : 'the step in bitbucket-pipelines.yml';
}

/** The values of the settings that must never be shown. */
export function secretsOf(environment: Environment): string[] {
  return variableList
    .filter(([, variable]) => variable.secret)
    .flatMap(([name, variable]) => [name, ...(variable.aliases ?? [])])
    .flatMap((name) => {
      const value = environment[name] ?? '';
      // The password may turn up without its user.
      return name === 'HTTP_AUTH' ? [value, value.slice(value.indexOf(':') + 1)] : [value];
    })
    .filter(Boolean);
}

function read(name: string, variable: Variable, environment: Environment): Reading {
  const texts = Array.isArray(variable.default)
    ? listOf(name, environment)
    : single(name, variable, environment);
  if (texts.length === 0) {
    return variable.required
      ? { problem: `${name} is required: ${plain(variable.meaning)}` }
      : { value: variable.default };
  }
  const values = texts.map((value) => variable.kind.schema.safeParse(value));
  if (values.some((value) => !value.success)) {
    const got = variable.secret
      ? 'a value of another form'
      : withoutCredentials(JSON.stringify(texts.join(',')));
    return { problem: `${name} takes ${variable.kind.takes}; got ${got}` };
  }
  return { value: Array.isArray(variable.default) ? values.map((one) => one.data) : values[0]?.data };
}

function single(name: string, variable: Variable, environment: Environment): string[] {
  const value = [name, ...(variable.aliases ?? [])].map((known) => environment[known]?.trim()).find(Boolean);
  return value ? [value] : [];
}

/** A list comes comma-separated in NAME, or as Pipelines passes lists: NAME_COUNT, NAME_0, NAME_1… */
function listOf(name: string, environment: Environment): string[] {
  const count = Number(environment[`${name}_COUNT`] ?? 0);
  const items = Array.from(
    { length: validCount(count) ? count : 0 },
    (_, index) => environment[`${name}_${index}`] ?? '',
  );
  // A comma inside of braces belongs to the glob.
  const words = (environment[name] ?? '').split(/,(?![^{]*\})/);
  return [...items, ...words].map((item) => item.trim()).filter(Boolean);
}

/** Pipelines counts the items of a list; whoever writes the count by hand may get it wrong. */
function wrongCounts(environment: Environment): string[] {
  return variableList.flatMap(([name, variable]) => {
    const count = environment[`${name}_COUNT`];
    if (!Array.isArray(variable.default) || !count || validCount(Number(count))) return [];
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

function incompletePairs(environment: Environment): string[] {
  const isSet = (name: string) => Boolean(environment[name]?.trim());
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
