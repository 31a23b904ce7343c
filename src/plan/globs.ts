import { posix } from 'node:path';

/**
 * Whether a list of globs chooses a name. The last entry that matches decides, and one that begins with `!` decides
 * against it. A list of such entries alone starts from everything.
 */
export function matches(name: string, globs: readonly string[]): boolean {
  const last = globs.findLast((glob) => fits(name, patternOf(glob)));
  return last === undefined ? globs.length > 0 && globs.every(isNegation) : !isNegation(last);
}

/** Whether a list of globs chooses every name there is, so that no name need be known. */
export function matchesAll(globs: readonly string[]): boolean {
  return globs.at(-1) === '**';
}

/** Whether a list of globs can choose any name at all. Where that cannot be told, it is said to. */
export function canMatch(globs: readonly string[]): boolean {
  const entries = globs.every(isNegation) ? ['**', ...globs] : globs;
  return entries.some((entry, index) => {
    const later = entries.slice(index + 1).filter(isNegation);
    return !isNegation(entry) && !takenBack(entry, later.map(patternOf));
  });
}

/** Whether every bracket, brace and parenthesis of a glob is closed, and there is something to match. */
export function isWellFormed(glob: string): boolean {
  const pattern = patternOf(glob);
  if (pattern === '' || isNegation(pattern)) return false;
  // Inside brackets, braces and parentheses are characters like any other.
  const outside = pattern.replaceAll(/\[(?![!^]\])[!^]?(?:\][^\]]*|[^\]]+)\]/g, '');
  return !outside.includes('[') && areBalanced(outside, '{', '}') && areBalanced(outside, '(', ')');
}

/** `!(a|b)` is a pattern of its own: anything but a and b. */
function isNegation(glob: string): boolean {
  return glob.startsWith('!') && !glob.startsWith('!(');
}

function patternOf(glob: string): string {
  return isNegation(glob) ? glob.slice(1).trim() : glob;
}

function fits(name: string, pattern: string): boolean {
  return pattern === '**' || posix.matchesGlob(withoutLeadingDots(name), withoutLeadingDots(pattern));
}

/** Node takes a leading dot for a hidden file, which `*` leaves out. Here .upsun is a folder like any other. */
function withoutLeadingDots(text: string): string {
  return text.replaceAll(/(?<=^|[/{,(|])\./g, '\u0001');
}

/** Whether these patterns leave nothing of a glob. */
function takenBack(glob: string, patterns: readonly string[]): boolean {
  if (patterns.some((pattern) => pattern === '**' || pattern === glob)) return true;
  const samples = samplesOf(glob);
  return samples.length > 0 && samples.every((sample) => patterns.some((pattern) => fits(sample, pattern)));
}

/** Parts of names, so different that one pattern matches all of them only if it matches whatever stands there. */
const parts = ['a', 'Z', '0', '-', 'é', 'main', 'q7-x_Y.2'];

/** Names that a glob matches; none where it has brackets or parentheses, of which samples would tell too little. */
function samplesOf(glob: string): string[] {
  if (/[[(]/.test(glob)) return [];
  const samples = alternativesOf(glob).flatMap((pattern) =>
    parts.flatMap((part) => {
      const name = pattern.replaceAll('?', part.charAt(0)).replaceAll(/(?<!\*)\*(?!\*)/g, part);
      return [name.replaceAll('**', part), name.replaceAll('**', `${part}/b/${part}`)];
    }),
  );
  return [...new Set(samples)].filter((sample) => fits(sample, glob));
}

/** `{a,b}/*` is `a/*` and `b/*`. */
function alternativesOf(glob: string): string[] {
  const [braces, inner = ''] = /\{([^{}]*)\}/.exec(glob) ?? [];
  if (braces === undefined) return [glob];
  return inner.split(',').flatMap((word) => alternativesOf(glob.replace(braces, () => word)));
}

function areBalanced(text: string, open: string, close: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (letter === open) depth += 1;
    else if (letter === close) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
