import type { Flaw } from './flaw.ts';

/**
 * The first pattern of branches in these lines that must stand in quotes, because YAML takes a star at the beginning for
 * an alias, and braces for a mapping.
 */
export function unquotedPattern(text: string, [from, to]: readonly [number, number]): Flaw | undefined {
  const lines = text.split('\n').slice(from - 1, to);
  for (const [index, content] of lines.entries()) {
    const [, pattern] = /^\s*(\*[^\s:'"]*|\{[^{}:]*\}[^\s:'"]*)\s*:(?:\s|$)/.exec(content) ?? [];
    if (pattern !== undefined && !isAlias(pattern, text)) return needsQuotes(pattern, from + index);
  }
  return undefined;
}

function isAlias(pattern: string, text: string): boolean {
  return /^\*[\w-]+$/.test(pattern) && text.includes(`&${pattern.slice(1)}`);
}

/** The flaw of a pattern that YAML reads as something else. */
export function needsQuotes(pattern: string, line: number): Flaw {
  const what = pattern.startsWith('*') ? 'an alias' : 'a mapping';
  return {
    kind: 'flaw',
    line,
    problem: `${pattern} stands without quotes, so YAML reads it as ${what}`,
    remedy: `Quote the pattern: '${pattern}'.`,
  };
}
