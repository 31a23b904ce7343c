import type { SettingDefinition } from '../../settings/definition.ts';
import { itemsOf, type Tree } from '../yaml/tree.ts';
import { type Pipe, refersToVariable } from './pipe.ts';

/** The texts that Bitbucket passes for a variable, in the order of a list. An unquoted `yes` arrives as `true`. */
export function passedTexts(value: Tree): string[] {
  if (value.kind === 'list') return itemsOf(value).flatMap(passedTexts);
  if (value.kind === 'map' || value.value === 'null') return [];
  return [value.value === 'true' || value.value === 'false' ? value.value : value.text];
}

/** The value of a setting in a step; `undefined` where it is known in the run only, or is not valid. */
export function valueIn<Value, Default>(
  { variables }: Pipe,
  name: string,
  { kind, default: initial }: SettingDefinition<Value, Default>,
): Value | Default | undefined {
  const value = variables.get(name);
  const [text] = value ? passedTexts(value) : [];
  if (text === undefined || text.trim() === '') return initial;
  return refersToVariable(text) ? undefined : kind.schema.safeParse(text.trim()).data;
}
