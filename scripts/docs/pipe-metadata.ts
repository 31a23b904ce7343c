import { stringify } from 'yaml';
import { isList } from '../../src/settings/definition.ts';
import { namesOf, type SettingEntry, settingList } from '../../src/settings/table.ts';
import { description, reference, repositoryUrl } from './identity.ts';
import { constantDefault, isTakenOver } from './settings.ts';

const maintainer = { name: 'The upsun-environments maintainers', website: repositoryUrl };

/** The text of pipe.yml, from which Bitbucket takes the image and the defaults. */
export function pipeMetadata(): string {
  const metadata = {
    name: 'Upsun environments',
    image: reference,
    description,
    category: 'Deployment',
    repository: repositoryUrl,
    vendor: { name: 'Upsun', website: 'https://upsun.com' },
    maintainer,
    tags: ['upsun', 'platformsh', 'deployment', 'preview environments', 'pull requests'],
    variables: settingList.flatMap(entries),
  };
  // Quoted throughout, so that no default is ever anything but text.
  const text = stringify(metadata, {
    lineWidth: 0,
    defaultStringType: 'QUOTE_SINGLE',
    defaultKeyType: 'PLAIN',
  });
  return `# Generated from src/settings/table.ts by \`npm run docs\`.\n${text}`;
}

/**
 * A reference to a variable that is not defined becomes an empty string, which the pipe takes for unset. A list is
 * never given a default here: the step's shell might expand its globs.
 */
function entries(setting: SettingEntry): { name: string; default: string }[] {
  if (isTakenOver(setting)) return namesOf(setting).map((name) => ({ name, default: `\${${name}}` }));
  const [name, definition] = setting;
  return [{ name, default: (isList(definition) ? undefined : constantDefault(setting)) ?? '' }];
}
