import type { Check } from '../checks.ts';
import { good, note } from './finding.ts';
import type { Pipe } from './pipe.ts';
import { readReference } from './reference.ts';

const name = 'Version';

/** Whether each mention of the pipe names a version that stays what it is. */
export function checkVersions(pipes: readonly Pipe[]): Check[] {
  const versions = pipes.flatMap(checkVersion);
  return versions.length === 0 && pipes.length > 0 ? [good(name, 'pinned')] : versions;
}

function checkVersion({ line, reference }: Pipe): Check[] {
  const { version, digest } = readReference(reference);
  if (digest?.startsWith('sha256:') || /^v?\d+\.\d+\.\d+([-+].+)?$/.test(version ?? '')) return [];
  const what = version ? `${version} may be another version tomorrow` : 'no version is named';
  const remedy = 'Name a whole version, such as upsun-environments/upsun-environments:1.2.3.';
  return [note(name, line, `${reference}: ${what}, so a run cannot be repeated`, remedy)];
}
