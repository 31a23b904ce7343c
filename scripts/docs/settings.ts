import * as z from 'zod';
import { flag, globs, positiveInteger } from '../../src/settings/kinds.ts';
import type { SettingDefinition } from '../../src/settings/table.ts';

export type Setting = readonly [name: string, variable: SettingDefinition];

/** Whether a repository variable of the same name is taken over, so that a step need not repeat it. */
export function isTakenOver([name, variable]: Setting): boolean {
  // An e-mail address is no secret, but is of no use without the token beside it.
  return variable.required === true || variable.secret === true || name === 'ATLASSIAN_ACCOUNT_EMAIL';
}

/** The default as a user would write it; `undefined` where it is found out during the run. */
export function constantDefault([, variable]: Setting): string | undefined {
  const { default: initial, defaultText } = variable;
  if (initial === undefined || variable.required) return undefined;
  if (Array.isArray(initial)) return initial.join(',') || undefined;
  return defaultText ?? z.coerce.string().parse(initial);
}

/** The words that a setting takes, where they are few. */
export function words(variable: SettingDefinition): string[] {
  const { schema } = variable.kind;
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}

/** What stands for a value in the YAML definition. */
export function placeholder({ kind }: SettingDefinition): string {
  if (kind === flag) return "'<boolean>'";
  if (kind === positiveInteger) return "'<integer>'";
  return kind === globs ? "['<glob>', '<glob>']" : "'<string>'";
}
