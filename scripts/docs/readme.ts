import { groups, type SettingDefinition } from '../../src/settings/definition.ts';
import { type SettingEntry, settingList, type SettingName, settingsTable } from '../../src/settings/table.ts';
import { name as pipeName, reference } from './identity.ts';
import {
  constantDefault,
  isTakenOver,
  placeholder,
  words,
} from './settings.ts';

/** Every example names the version that it is published with. */
export function withCurrentVersion(markdown: string): string {
  return markdown.replaceAll(new RegExp(`(?<=pipe: )${pipeName}:[\\w.-]+`, 'g'), reference);
}

/** What most users set, in the order in which they meet it. */
const mostUsed: readonly SettingName[] = [
  'UPSUN_CLI_TOKEN',
  'PROJECT_ID',
  'BITBUCKET_ACCESS_TOKEN',
  'COMMAND',
  'BRANCHES',
  'ACTIVATE_BRANCHES',
  'PULL_REQUEST_SOURCES',
  'PULL_REQUEST_PARENT',
  'PULL_REQUEST_TTL',
  'HTTP_AUTH',
  'RELEASE_TAGS',
  'MAX_DELETIONS',
];
const mostUsedSettings = mostUsed.map((name): SettingEntry => [name, settingsTable[name]]);

/** The step's item with the settings that most users need, the optional ones commented out. */
export function yamlDefinition(): string {
  const lines = mostUsedSettings.map((setting) => {
    const [name, definition] = setting;
    const value = `${name}: ${placeholder(definition)}`;
    if (definition.required) return `    ${value}`;
    const initial = constantDefault(setting);
    return `    # ${value} # Optional.${initial === undefined ? '' : ` Default: ${initial}`}`;
  });
  return ['```yaml', `- pipe: ${reference}`, '  variables:', ...lines, '```'].join('\n');
}

/** The table of what most users set. */
export function describeMostUsed(): string {
  return table(mostUsedSettings);
}

/** A table for each group of settings. */
export function describeVariables(): string {
  return Object.entries(groups)
    .map(([group, title]) => ({
      title,
      settings: settingList.filter(([, definition]) => definition.group === group),
    }))
    .filter(({ settings }) => settings.length > 0)
    .map(({ title, settings }) => `## ${title}\n\n${table(settings)}`)
    .join('\n\n');
}

function table(settings: readonly SettingEntry[]): string {
  return ['| Variable | Usage |', '| --- | --- |', ...settings.map(row)].join('\n');
}

function row(setting: SettingEntry): string {
  const [name, definition] = setting;
  const sentences = [
    `${definition.meaning}.`,
    choices(definition),
    definition.aliases ? `Also read from ${inCode(definition.aliases).join(' and ')}.` : '',
    definition.secret ? 'Store it as a secured variable.' : '',
    defaultOf(setting),
  ];
  return `| \`${name}\`${definition.required ? ' (*)' : ''} | ${sentences.filter(Boolean).join(' ')} |`;
}

function choices(definition: SettingDefinition): string {
  const options = words(definition);
  return options.length > 0 ? `One of ${inCode(options).join(', ')}.` : '';
}

function defaultOf(setting: SettingEntry): string {
  const [name, { defaultText }] = setting;
  if (isTakenOver(setting)) return `Default: the repository variable \`${name}\`.`;
  const initial = constantDefault(setting);
  if (initial !== undefined) return `Default: \`${initial}\`.`;
  return defaultText ? `Default: ${defaultText}.` : '';
}

function inCode(names: readonly string[]): string[] {
  return names.map((name) => `\`${name}\``);
}
