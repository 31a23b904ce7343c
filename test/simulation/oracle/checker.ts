/** Compares what is with what should be. */

/** Notes whatever of an environment differs. */
export function checker(id: string) {
  const problems: string[] = [];
  const check = (what: string, is: unknown, should: unknown) => {
    if (text(is) !== text(should))
      problems.push(`${what} of ${id} is ${text(is)}, should be ${text(should)}`);
  };
  return Object.assign(check, { problems });
}

function text(value: unknown): string {
  return JSON.stringify(value, sorted);
}

function sorted(_: string, value: unknown): unknown {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;
}
