import { stringify } from 'yaml';
import { settingList } from '../../src/settings/table.ts';
import { description, reference, repositoryUrl } from './identity.ts';
import { constantDefault, isTakenOver, type Setting } from './settings.ts';

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
function entries(setting: Setting): { name: string; default: string }[] {
  const [name, { aliases = [], default: initial }] = setting;
  if (isTakenOver(setting)) {
    return [name, ...aliases].map((known) => ({ name: known, default: `\${${known}}` }));
  }
  return [{ name, default: (Array.isArray(initial) ? undefined : constantDefault(setting)) ?? '' }];
}
