/** What PREVIEW_VARIABLES takes. A value may be secret, so that no problem shows more than the number of its entry. */
import { scryptSync } from 'node:crypto';
import * as z from 'zod';
import type { PreviewVariable } from '../plan/policy.ts';
import { hasPlaceholder } from '../plan/variables.ts';
import type { Kind } from './kinds.ts';

/** A shorter value is no secret that could be masked without making the log unreadable. */
const shortestSecret = 8;

export const previewVariable: Kind<PreviewVariable> = {
  takes: 'a list of NAME=value, e.g. env:API_URL=https://api.example.com',
  schema: z.string().transform((text, context): PreviewVariable => {
    const { name, value } = split(text);
    const problem = problemOf(name, value);
    if (problem) context.addIssue(problem);
    return { name, value, fingerprint: isSecret(value) ? fingerprint(name, value) : undefined };
  }),
};

/** The values among such entries that must never be shown. */
export function secretValues(entries: readonly string[]): string[] {
  return entries.map((entry) => split(entry).value).filter(isSecret);
}

/** A sentence for each name that is there twice. Upsun writes the names of `env:` variables in capitals. */
export function repeatedVariables(entries: readonly string[]): string[] {
  const keys = entries.map((entry) => split(entry).name.replace(/^env:.*/, (name) => name.toUpperCase()));
  const repeated = keys.flatMap((key, index) => (keys.indexOf(key) < index ? [index + 1] : []));
  return repeated.map((entry) => `PREVIEW_VARIABLES has the name of its entry ${entry} more than once`);
}

function split(entry: string): { name: string; value: string } {
  const end = entry.indexOf('=');
  return end < 0 ? { name: entry, value: '' } : { name: entry.slice(0, end), value: entry.slice(end + 1) };
}

/**
 * https://docs.upsun.com/development/variables.html#variable-prefixes, and 256 characters without a space:
 * https://github.com/platformsh/legacy-cli (VariableCommandBase.php), both read 2026-11-29
 */
function problemOf(name: string, value: string): string | undefined {
  if (value === '') return 'is not NAME=value; to use a value with a comma, write the list as a YAML list';
  if (!/^[^\s\p{Cc}]{1,256}$/u.test(name)) return 'has a name that is not 1 to 256 characters without spaces';
  const [, prefix = '', rest = ''] = /^(\w+):(.*)$/.exec(name) ?? [];
  if (prefix === 'env' && !/^[A-Za-z_]\w*$/.test(rest))
    return 'has a name that no process environment takes: letters, digits and underscores after env:';
  if (prefix === 'env' && /^PLATFORM_/i.test(rest))
    return 'has a name that Upsun sets itself: env:PLATFORM_…';
  if (prefix === 'php' && !/^[\w.-]+$/.test(rest)) return 'has a name that is no PHP directive after php:';
  return name.endsWith(':') ? 'has a name without anything after its prefix' : undefined;
}

function isSecret(value: string): boolean {
  return value.length >= shortestSecret && !hasPlaceholder(value);
}

/**
 * Tells whether a value has changed that Upsun does not show again. It takes long to compute, because everybody who may
 * see an environment can read it and could try out likely values.
 */
function fingerprint(name: string, value: string): string {
  return scryptSync(value, `upsun-environments ${name}`, 8).toString('hex');
}
