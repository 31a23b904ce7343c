/**
 * Cuts an answer down to what `fields` names: dotted paths, `*` for any key. A leading `-` leaves a path out; a leading
 * `+` adds one to the whole answer, which has it already.
 */
export function partial(body: unknown, fields: string | null): unknown {
  if (!fields) return body;
  const names = fields.split(',').map((name) => name.trim());
  const wanted = names.filter((name) => !/^[+-]/.test(name));
  const unwanted = names.filter((name) => name.startsWith('-')).map((name) => name.slice(1));
  const chosen = wanted.length > 0 ? pick(body, paths(wanted)) : body;
  return unwanted.length > 0 ? omit(chosen, paths(unwanted)) : chosen;
}

function paths(names: string[]): string[][] {
  return names.map((name) => name.split('.'));
}

/** What the paths say of the value under `key`. */
function below(key: string, all: string[][]): string[][] {
  return all.filter(([head]) => head === key || head === '*').map(([, ...rest]) => rest);
}

function pick(value: unknown, wanted: string[][]): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, wanted));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, child]) => {
    const rest = below(key, wanted);
    if (rest.length === 0) return [];
    return [[key, rest.some((path) => path.length === 0) ? child : pick(child, rest)]];
  });
  return Object.fromEntries(entries);
}

function omit(value: unknown, unwanted: string[][]): unknown {
  if (Array.isArray(value)) return value.map((item) => omit(item, unwanted));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, child]) => {
    const rest = below(key, unwanted);
    return rest.some((path) => path.length === 0) ? [] : [[key, omit(child, rest)]];
  });
  return Object.fromEntries(entries);
}
