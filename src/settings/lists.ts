import { canMatch } from '../plan/globs.ts';
import { isList } from './definition.ts';
import { namesOf, settingList } from './table.ts';
import type { Variables } from './variables.ts';

/** The items of a list: comma-separated in NAME, or as Pipelines passes lists, in NAME_COUNT, NAME_0, NAME_1… */
export function listItems(name: string, variables: Variables): string[] {
  const count = Number(variables[`${name}_COUNT`] ?? 0);
  const items = Array.from(
    { length: isCount(count) ? count : 0 },
    (_, index) => variables[`${name}_${index}`] ?? '',
  );
  // A comma inside of braces belongs to the glob.
  const words = (variables[name] ?? '').split(/,(?![^{]*\})/);
  return [...items, ...words].map((item) => item.trim()).filter(Boolean);
}

/** A sentence for each count of items that is not a number. Somebody must have written it by hand. */
export function wrongCounts(variables: Variables): string[] {
  return settingList.flatMap(([name, definition]) => {
    const count = variables[`${name}_COUNT`];
    if (!isList(definition) || !count || isCount(Number(count))) return [];
    return [`${name}_COUNT takes the number of items in ${name}_0, ${name}_1…; got "${count}"`];
  });
}

/** A sentence for each list of globs that is set and can match nothing: whoever wrote it meant something else. */
export function emptyLists(variables: Variables): string[] {
  return settingList.flatMap(([name, definition]) => {
    const items = isList(definition) ? listItems(name, variables) : [];
    if (items.length === 0 || definition.hidden || canMatch(items)) return [];
    return [
      `${name} can match nothing, because later entries take back the earlier ones; got "${items.join(',')}"`,
    ];
  });
}

/** Whether Pipelines may pass a part of a list under this name. */
export function isPartOfList(variable: string): boolean {
  return settingList.some(
    ([name, definition]) => isList(definition) && new RegExp(`^${name}_(COUNT|\\d+)$`).test(variable),
  );
}

/** The name under which Pipelines passes a list, from that of one of its parts: `NAMES` from `NAMES_COUNT`. */
export function nameOfList(part: string, variables: Variables): string | undefined {
  const [, name] = /^(.+)_(?:COUNT|\d+)$/i.exec(part) ?? [];
  return name && variables[`${name}_COUNT`] && variables[`${name}_0`] ? name : undefined;
}

/** A sentence for each setting that takes one value and got a list, which would otherwise count as unset. */
export function unexpectedLists(variables: Variables): string[] {
  return settingList.flatMap((setting) => {
    if (isList(setting[1])) return [];
    const names = namesOf(setting).filter((name) => nameOfList(`${name}_COUNT`, variables));
    return names.map((name) => `${name} takes one value; got a list`);
  });
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 0 && count <= 1000;
}
