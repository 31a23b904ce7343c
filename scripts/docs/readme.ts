import { groups, type SettingDefinition, settingList } from '../../src/settings/table.ts';
import { name as pipeName, reference } from './identity.ts';
import {
  constantDefault,
  isTakenOver,
  placeholder,
  type Setting,
  words,
} from './settings.ts';

/** Every example names the version that it is published with. */
export function withCurrentVersion(markdown: string): string {
  return markdown.replaceAll(new RegExp(`(?<=pipe: )${pipeName}:[\\w.-]+`, 'g'), reference);
}

/** The step's item with every setting, the optional ones commented out. */
export function yamlDefinition(): string {
  const lines = settingList.map((setting) => {
    const [name, variable] = setting;
    const value = `${name}: ${placeholder(variable)}`;
    if (variable.required) return `    ${value}`;
    const initial = constantDefault(setting);
    return `    # ${value} # Optional.${initial === undefined ? '' : ` Default: ${initial}`}`;
  });
  return ['```yaml', `- pipe: ${reference}`, '  variables:', ...lines, '```'].join('\n');
}

/** A table for each group of settings. */
export function describeVariables(): string {
  return Object.entries(groups)
    .map(([group, title]) => ({ title, settings: settingList.filter(([, variable]) => variable.group === group) }))
    .filter(({ settings }) => settings.length > 0)
    .map(({ title, settings }) =>
      [`### ${title}`, '', '| SettingDefinition | Usage |', '| --- | --- |', ...settings.map(row)].join('\n'),
    )
    .join('\n\n');
}

function row(setting: Setting): string {
  const [name, variable] = setting;
  const sentences = [
    `${variable.meaning}.`,
    choices(variable),
    variable.aliases ? `Also read from ${inCode(variable.aliases).join(' and ')}.` : '',
    variable.secret ? 'Store it as a secured variable.' : '',
    defaultOf(setting),
  ];
  return `| \`${name}\`${variable.required ? ' (*)' : ''} | ${sentences.filter(Boolean).join(' ')} |`;
}

function choices(variable: SettingDefinition): string {
  const options = words(variable);
  return options.length > 0 ? `One of ${inCode(options).join(', ')}.` : '';
}

function defaultOf(setting: Setting): string {
  const [name, { defaultText }] = setting;
  if (isTakenOver(setting)) return `Default: the repository variable \`${name}\`.`;
  const initial = constantDefault(setting);
  if (initial !== undefined) return `Default: \`${initial}\`.`;
  return defaultText ? `Default: ${defaultText}.` : '';
}

function inCode(names: readonly string[]): string[] {
  return names.map((name) => `\`${name}\``);
}
