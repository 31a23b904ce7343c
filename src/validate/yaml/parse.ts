import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { convert } from './convert.ts';
import type { Flaw, RepeatedKey } from './flaw.ts';
import { indentMore } from './indent.ts';
import type { Tree } from './tree.ts';
import { unquotedPattern } from './unquoted.ts';

export type Parsed = { kind: 'tree'; tree: Tree; repeated: readonly RepeatedKey[] } | Flaw;

/** Values that are continued where the parser does not expect it. */
const mostContinued = 50;

/**
 * Reads YAML 1.1. Tags that only the reader of the file knows, such as `!include`, are kept and not acted on.
 * Bitbucket's own parser behaves like SnakeYAML: inferred on 2026-11-25 from its error messages, as users quote them.
 * That Upsun's reads the same version is inferred from its tags, which are of the kind that PyYAML has.
 */
export function parseTree(text: string): Parsed {
  const { document, lines } = parse(text);
  const lineAt = lineFinder(lines);
  const [error] = document.errors;
  if (error) return flawOf(error, lineAt(error.pos[0]), text);
  const { tree, flaws, repeated } = convert(document.contents, lineAt);
  const [flaw] = flaws;
  return flaw ? (unquotedPattern(text, [flaw.line, flaw.line]) ?? flaw) : { kind: 'tree', tree, repeated };
}

interface Reading {
  document: Document.Parsed;
  lines: LineCounter;
}

function parse(text: string): Reading {
  const first = parseOnce(text);
  let reading = first;
  let present: string | undefined = text;
  for (let round = 0; round < mostContinued; round += 1) {
    const [error] = reading.document.errors;
    if (!error) return reading;
    present = indentMore(present, error);
    // The first error is the one to correct, whatever the attempt to read on came to.
    if (present === undefined) return first;
    reading = parseOnce(present);
  }
  return first;
}

function parseOnce(text: string): Reading {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    // Takes the time of all keys for each key; they are compared afterwards.
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  return { document, lines };
}

function flawOf(error: YAMLError, line: number, text: string): Flaw {
  const problem = error.code === 'MULTIPLE_DOCS' ? 'a second document begins here' : error.message;
  return unquotedPattern(text, [1, line]) ?? { kind: 'flaw', problem, line };
}

/** Tells the line of an offset. Most nodes are on the line of the one before or on the next, so that is looked at first. */
function lineFinder({ lineStarts, linePos }: LineCounter): (offset: number) => number {
  let line = 1;
  const isOn = (offset: number) =>
    offset >= (lineStarts[line - 1] ?? 0) && offset < (lineStarts[line] ?? Infinity);
  return (offset) => {
    if (isOn(offset)) return line;
    line += 1;
    if (!isOn(offset)) line = Math.max(1, linePos(offset).line);
    return line;
  };
}
