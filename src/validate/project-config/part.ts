import { posix } from 'node:path';
import type { Place } from '../checks.ts';
import type { Flaw, RepeatedKey } from '../yaml/flaw.ts';
import { parseTree } from '../yaml/parse.ts';
import { entriesOf, itemsOf, keyLine, textOf, type Tree, under } from '../yaml/tree.ts';

/** A piece of the project configuration, in the file in which it is written. */
export interface Part {
  path: string;
  tree: Tree;
}

/** Reads the files of a commit, and those that they include. */
export interface Reader {
  /** A file as a whole; `undefined` where it is not there or not valid. */
  file: (path: string) => Part | undefined;
  /** What stands in the place of an include, which may be elsewhere; `undefined` where that was not found. */
  follow: (part: Part) => Part | undefined;
  flaws: readonly (Flaw & { path: string })[];
  repeated: readonly (RepeatedKey & { path: string })[];
}

/** `read` gives the text of a path, or `undefined` where there is none. */
export function openReader(read: (path: string) => string | undefined): Reader {
  const parsed = new Map<string, Part | undefined>();
  const flaws: (Flaw & { path: string })[] = [];
  const repeated: (RepeatedKey & { path: string })[] = [];

  function file(path: string): Part | undefined {
    if (!parsed.has(path)) parsed.set(path, parseFile(path));
    return parsed.get(path);
  }

  function parseFile(path: string): Part | undefined {
    const text = read(path);
    if (text === undefined) return undefined;
    const result = parseTree(text);
    if (result.kind === 'flaw') flaws.push({ ...result, path });
    else repeated.push(...result.repeated.map((key) => ({ ...key, path })));
    return result.kind === 'tree' ? { path, tree: result.tree } : undefined;
  }

  function follow(part: Part, from: readonly string[] = []): Part | undefined {
    const included = includedPath(part.tree);
    if (included === undefined) return part;
    const path = placesOf(included, part.path).find((one) => read(one) !== undefined);
    if (path === undefined || from.includes(path)) return undefined;
    const found = file(path);
    return found && follow(found, [...from, path]);
  }

  return { file, follow, flaws, repeated };
}

/** The path that an include of YAML names; one of a text or of bytes is a value like any other. */
function includedPath(tree: Tree): string | undefined {
  if (tree.tag !== '!include') return undefined;
  const type = textOf(under(tree, 'type')) ?? 'yaml';
  return type === 'yaml' ? (textOf(tree) ?? textOf(under(tree, 'path')) ?? '') : undefined;
}

/**
 * Where an included file may be. It is looked for from the directory of the application; whoever writes a path means that,
 * the directory of the file, or the root of the repository.
 * https://docs.upsun.com/learn/overview/yaml/platform-yaml-tags.md, read 2026-11-29
 */
function placesOf(included: string, path: string): string[] {
  return [posix.join(posix.dirname(path), included), posix.join('.', included)];
}

/** The ends of the paths that a text includes, so that these files can be read before they are needed. */
export function includesIn(text: string): string[] {
  if (!text.includes('!include')) return [];
  const names = text.matchAll(/(?:!include\s+|\bpath:\s*)["']?([\w@./-]+\.ya?ml)\b/g);
  return [...names].map(([, name = '']) => name.replace(/^(?:\.{0,2}\/)+/, ''));
}

/** A part in the words of a check. */
export function placeOf({ path, tree }: Part): Place {
  return { file: path, line: tree.line };
}

/** What is under a key, which may be an include. */
export function partUnder({ path, tree }: Part, key: string): Part | undefined {
  const found = under(tree, key);
  return found && { path, tree: found };
}

/** The entries of a mapping, each with the line of its key. */
export function partsOf({ path, tree }: Part): (readonly [string, Part])[] {
  return entriesOf(tree).map(
    ([key, value]) => [key, { path, tree: { ...value, line: keyLine(tree, key) } }] as const,
  );
}

export function partItems({ path, tree }: Part): Part[] {
  return itemsOf(tree).map((item) => ({ path, tree: item }));
}
