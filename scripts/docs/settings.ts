import * as z from 'zod';
import { partnersOf } from '../../src/settings/combinations.ts';
import {
  fileGlobs,
  flag,
  flagOrOnRequest,
  globs,
  positiveInteger,
  wholeNumber,
} from '../../src/settings/kinds.ts';
import { isList, type SettingDefinition } from '../../src/settings/definition.ts';
import { type SettingEntry, settingsTable } from '../../src/settings/table.ts';

/** Whether a repository variable of the same name is taken over, so that a step need not repeat it. */
export function isTakenOver([name, { required, secret }]: SettingEntry): boolean {
  // An e-mail address is no secret, but is of no use without the token beside it.
  const belongsToSecret = partnersOf(name).some((partner) => isSecret(settingsTable[partner]));
  return required === true || secret === true || belongsToSecret;
}

function isSecret({ secret }: SettingDefinition): boolean {
  return secret === true;
}

/** The default as a user would write it; `undefined` where it is found out during the run. */
export function constantDefault([, definition]: SettingEntry): string | undefined {
  const { default: initial, defaultText } = definition;
  if (initial === undefined || definition.required) return undefined;
  if (Array.isArray(initial)) return initial.join(',') || undefined;
  return defaultText ?? z.coerce.string().parse(initial);
}

/** The words that a setting takes, where they are few. */
export function words(definition: SettingDefinition): string[] {
  const { schema } = definition.kind;
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}

/** What stands for a value in the YAML definition. */
export function placeholder(definition: SettingDefinition): string {
  const { kind } = definition;
  if (kind === flagOrOnRequest) return "'<boolean|on-request>'";
  if (kind === flag) return "'<boolean>'";
  if (kind === positiveInteger || kind === wholeNumber) return "'<integer>'";
  if (kind === globs || kind === fileGlobs) return "['<glob>', '<glob>']";
  return isList(definition) ? "['<string>', '<string>']" : "'<string>'";
}
