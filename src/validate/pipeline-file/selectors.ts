import type { Pipeline } from './read.ts';

/**
 * The pipelines of which one runs for a push to a branch: the one of its exact name, else the most specific pattern, else
 * the default one. Several, where it is open which pattern is the more specific one.
 * https://support.atlassian.com/bitbucket-cloud/docs/use-glob-patterns-on-the-pipelines-yaml-file/, read 2026-11-29
 */
export function pipelinesFor(branch: string, pipelines: readonly Pipeline[]): Pipeline[] {
  const branches = pipelines.filter(({ section }) => section === 'branches');
  const exact = branches.filter(({ name }) => name === branch);
  if (exact.length > 0) return exact;
  const matching = branches.filter(({ name }) => patternMatches(name, branch));
  if (matching.length === 0) return pipelines.filter(({ section }) => section === 'default');
  const most = Math.max(...matching.map(({ name }) => literals(name)));
  return matching.filter(({ name }) => literals(name) === most);
}

/** The pattern that takes every branch, so that the default pipeline never runs. */
export function takesAll(pipelines: readonly Pipeline[]): Pipeline | undefined {
  return pipelines.find(({ section, name }) => section === 'branches' && matchesAnything(name));
}

/** Names that only a pattern for all of them matches. */
const unlikely = ['q', 'Q-7.x', 'q/w', 'q/w/e_7'];

function matchesAnything(pattern: string): boolean {
  return unlikely.every((name) => patternMatches(pattern, name));
}

/** Whether a pattern of Bitbucket matches a branch: `*` stops at a slash, `**` does not, braces hold alternatives. */
export function patternMatches(pattern: string, branch: string): boolean {
  return /[*?{]/.test(pattern) ? expressionOf(pattern).test(branch) : pattern === branch;
}

function expressionOf(pattern: string): RegExp {
  let depth = 0;
  const source = pattern.replaceAll(/\*\*|[*?{},]|[^*?{},]+/g, (token) => {
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (token === '{') return '(?:';
    if (token === '}') return depth < 0 ? '\\}' : ')';
    if (token === ',' && depth > 0) return '|';
    return RegExp.escape(token);
  });
  return new RegExp(depth === 0 ? `^${source}$` : `^${RegExp.escape(pattern)}$`);
}

function literals(pattern: string): number {
  return pattern.replaceAll(/\{[^{}]*\}|[*?]/g, '').length;
}
