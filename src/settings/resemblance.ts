/**
 * How many letters differ between the name of a variable and that of a setting; upper and lower case, underscores and the
 * order of the words make no difference. `undefined` where the variable is not meant for that setting.
 */
export function resemblance(
  name: string,
  setting: string,
  { insidePipe }: { insidePipe: boolean },
): number | undefined {
  const [words, others] = [wordsOf(name), wordsOf(setting)];
  const inPlace = distanceIfMeant(words, others, insidePipe);
  // RUN_DRY for DRY_RUN
  const reordered = distanceIfMeant(words.toSorted(), others.toSorted(), insidePipe);
  const least = Math.min(inPlace, reordered);
  return Number.isFinite(least) ? least : undefined;
}

function distanceIfMeant(words: string[], others: string[], insidePipe: boolean): number {
  const differing = distance(words.join(''), others.join(''), 2);
  return insidePipe || isNoCoincidence(words, others, differing) ? differing : Infinity;
}

/**
 * Outside of a pipe, names of others resemble ours by chance: short ones, those that begin otherwise, and those that have
 * a short word of ours replaced or left out, such as PROJECT_DIR and PROJECT.
 */
function isNoCoincidence(words: string[], others: string[], differing: number): boolean {
  const [name, other] = [words.join(''), others.join('')];
  const sameStart = name.startsWith(other.charAt(0));
  if (differing === 1) return sameStart || shorter(name, other) > 4;
  const [rest, otherRest] = [without(others, words), without(words, others)];
  return differing === 0 || (sameStart && shorter(rest, otherRest) > 4);
}

/** What the words have beside those that stand in the same place of the others. */
function without(others: string[], words: string[]): string {
  return words.filter((word, index) => word !== others[index]).join('');
}

function shorter(one: string, other: string): number {
  return Math.min(one.length, other.length);
}

/**
 * How many letters must be added, dropped, changed or swapped with their neighbour. Infinite where that is more than the
 * limit.
 */
function distance(from: string, to: string, limit: number): number {
  if (from === to) return 0;
  if (Math.abs(from.length - to.length) > limit || limit === 0) return Infinity;
  if (from.startsWith(to.charAt(0)) && from && to) return distance(from.slice(1), to.slice(1), limit);
  const rests: [string, string][] = [
    [from.slice(1), to],
    [from, to.slice(1)],
    [from.slice(1), to.slice(1)],
  ];
  if (from.charAt(0) === to.charAt(1) && from.charAt(1) === to.charAt(0))
    rests.push([from.slice(2), to.slice(2)]);
  return 1 + Math.min(...rests.map(([one, other]) => distance(one, other, limit - 1)));
}

/** Also of a name like dryRun. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/);
}
