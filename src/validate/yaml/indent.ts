import type { YAMLError } from 'yaml';

/**
 * The text with one value in quotes or brackets indented so far that the parser reads it to its end; `undefined` where
 * that is not what the error is about. SnakeYAML asks for no indentation inside of them. Lines stay where they are, and
 * white space at their beginning is not part of the value.
 */
export function indentMore(text: string, { message, pos: [start] }: YAMLError): string | undefined {
  const missing = /^Missing closing (["'])quote/.exec(message)?.[1];
  const lineEnd = missing === undefined ? text.lastIndexOf('\n', start - 1) : text.indexOf('\n', start);
  if (lineEnd < 0) return undefined;
  if (/^Flow (?:map|sequence) in block collection must be/.test(message))
    return indent(text, lineEnd, endOfFlow(text, start));
  // One that is escaped looks like the end to the parser.
  const [, escaped] = /[\\'](["'])$/.exec(text.slice(Math.max(0, lineEnd - 2), lineEnd)) ?? [];
  const quote = missing ?? escaped;
  return quote === undefined ? undefined : indent(text, lineEnd, endOfQuoted(text, lineEnd, quote));
}

/** Puts more white space before the lines that begin between these two places. */
function indent(text: string, lineEnd: number, end: number): string | undefined {
  if (end < 0) return undefined;
  const indentation = ' '.repeat(lineEnd - text.lastIndexOf('\n', lineEnd - 1));
  const inside = text.slice(lineEnd, end).replaceAll('\n', `\n${indentation}`);
  return text.slice(0, lineEnd) + inside + text.slice(end);
}

/** Where the quote that ends a value stands, or -1. */
function endOfQuoted(text: string, start: number, quote: string): number {
  const ends = quote === '"' ? /\\[^]|"/g : /''|'/g;
  ends.lastIndex = start;
  for (let found = ends.exec(text); found; found = ends.exec(text))
    if (found[0] === quote) return found.index;
  return -1;
}

/** Where the bracket that ends a value stands, or -1. Texts in quotes and comments hold none. */
function endOfFlow(text: string, start: number): number {
  const tokens = /"(?:\\[^]|[^"])*"|'[^']*'|\s#[^\n]*|[[\]{}]/g;
  tokens.lastIndex = start;
  let depth = 1;
  for (let found = tokens.exec(text); found; found = tokens.exec(text)) {
    if (/^[[{]/.test(found[0])) depth += 1;
    else if (/^[\]}]/.test(found[0])) depth -= 1;
    if (depth === 0) return found.index;
  }
  return -1;
}
