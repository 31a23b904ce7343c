import { namesOf, settingList } from '../../settings/table.ts';
import type { Check } from '../checks.ts';
import type { Pipe } from './read.ts';
import { itemsOf, textOf, type Tree } from '../yaml-tree.ts';

const secretNames = settingList.filter(([, { secret }]) => secret).flatMap(namesOf);
const requiredSettings = settingList.filter(([, { required }]) => required);

/** Whether each mention of the pipe names a version that stays what it is, and holds no secret. */
export function checkPipes(pipes: readonly Pipe[]): Check[] {
  const versions = pipes.flatMap(checkVersion);
  const secrets = pipes.flatMap(checkSecrets);
  const pinned: Check = { name: 'Version', result: 'ok', detail: 'pinned' };
  const hidden: Check = { name: 'Secrets', result: 'ok', detail: 'none is written in the file' };
  if (pipes.length === 0) return [];
  return [
    ...(versions.length === 0 ? [pinned] : versions),
    ...(secrets.length === 0 ? [hidden] : secrets),
    ...pipes.flatMap(checkDefaults),
  ];
}

function checkVersion({ line, reference }: Pipe): Check[] {
  const [, digest] = reference.split('@');
  const version = reference.slice(reference.lastIndexOf('/') + 1).split(':')[1];
  if (digest?.startsWith('sha256:') || /^v?\d+\.\d+\.\d+([-+].+)?$/.test(version ?? '')) return [];
  const what = version ? `${version} may be another version tomorrow` : 'no version is named';
  return [
    {
      name: 'Version',
      result: 'note',
      detail: `line ${line}: ${reference}: ${what}, so a run cannot be repeated`,
      remedy: 'Name a whole version, such as upsun-environments/upsun-environments:1.2.3.',
    },
  ];
}

function checkSecrets({ variables }: Pipe): Check[] {
  return secretNames.flatMap((name): Check[] => {
    const value = variables.get(name);
    if (!value || !texts(value).some(isPlain)) return [];
    return [
      {
        name: 'Secrets',
        result: 'missing',
        detail: `line ${value.line}: ${name} is written in plain text, for all who can read the repository`,
        remedy: `Revoke it, since the history keeps it. Store a new one as a secured repository variable, and write ${name}: $${name}.`,
      },
    ];
  });
}

/**
 * Bitbucket looks for defaults in the pipe's repository, which an image does not name.
 * https://support.atlassian.com/bitbucket-cloud/docs/write-a-pipe-for-bitbucket-pipelines/, read 2026-11-21
 */
function checkDefaults({ line, reference, variables }: Pipe): Check[] {
  if (!reference.startsWith('docker://')) return [];
  const missing = requiredSettings
    .filter((setting) => !namesOf(setting).some((name) => variables.has(name)))
    .map(([name]) => name);
  if (missing.length === 0) return [];
  return [
    {
      name: 'Variables',
      result: 'missing',
      detail: `line ${line}: ${reference} does not get ${missing.join(' and ')}: with docker:// no repository variable is passed by itself`,
      remedy: `Add ${missing.map((name) => `${name}: $${name}`).join(' and ')} to its variables.`,
    },
  ];
}

function texts(value: Tree): string[] {
  return [value, ...itemsOf(value)].flatMap((tree) => textOf(tree) ?? []);
}

/** Holds something, and refers to no variable. */
function isPlain(text: string): boolean {
  return text.trim() !== '' && !/\$(\{\w+|[A-Za-z_])/.test(text);
}
