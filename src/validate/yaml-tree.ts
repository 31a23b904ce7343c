import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A value of a YAML file with the line it begins at. Aliases and merge keys are resolved. */
export type Tree = { line: number; tag: string | undefined } & (
  | { kind: 'scalar'; text: string }
  | { kind: 'list'; items: readonly Tree[] }
  | { kind: 'map'; entries: ReadonlyMap<string, Tree>; keyLines: ReadonlyMap<string, number> }
);

export type Parsed = { kind: 'tree'; tree: Tree } | Flaw;

/** What is wrong with a text that is not valid YAML. */
interface Flaw {
  kind: 'flaw';
  problem: string;
  line: number;
}

/**
 * Reads YAML. Tags that only the reader of the file knows, such as `!include`, are kept and not acted on. Bitbucket's
 * own parser behaves like SnakeYAML: inferred on 2026-11-25 from its error messages, as users quote them.
 */
export function parseTree(text: string, options: { uniqueKeys: boolean }): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const [error] = document.errors;
  if (error) {
    const problem = error.code === 'MULTIPLE_DOCS' ? 'a second document begins here' : error.message;
    return { kind: 'flaw', problem, line: lineAt(error.pos[0]) };
  }
  const lineOf = (node: Node) => lineAt(node.range?.[0] ?? 0);
  const strays: Conversion['strays'] = [];
  const tree = convert(document.contents, { document, lineOf, known: new Map(), strays });
  return strays[0] ?? { kind: 'tree', tree };
}

interface Conversion {
  document: Document.Parsed;
  lineOf: (node: Node) => number;
  known: Map<Node, Tree>;
  /** Aliases without an anchor, which the parser leaves to whoever resolves them. */
  strays: Flaw[];
}

function convert(node: Node | null, conversion: Conversion): Tree {
  const { document, lineOf, known, strays } = conversion;
  if (node === null) return { kind: 'scalar', line: 1, tag: undefined, text: '' };
  const found = known.get(node);
  if (found) return found;
  const place = { line: lineOf(node), tag: isAlias(node) ? undefined : node.tag };
  const empty: Tree = { ...place, kind: 'scalar', text: '' };
  // Stands in while the node is read, so that one which contains itself comes to an end.
  known.set(node, empty);
  const tree = read();
  known.set(node, tree);
  return tree;

  function read(): Tree {
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target) return convert(target, conversion);
      strays.push({ kind: 'flaw', problem: `no anchor is named &${node.source}`, line: place.line });
    }
    if (isScalar(node)) return { ...place, kind: 'scalar', text: node.source ?? String(node.value) };
    if (isSeq<Node>(node))
      return { ...place, kind: 'list', items: node.items.map((item) => convert(item, conversion)) };
    if (isMap<Node, Node | null>(node)) {
      const pairs = node.items.map(
        ({ key, value }) => [convert(key, conversion), convert(value, conversion)] as const,
      );
      const keyLines = new Map(pairs.map(([key]) => [textOf(key) ?? '', key.line]));
      return { ...place, kind: 'map', entries: merged(pairs), keyLines };
    }
    return empty;
  }
}

/** A key of the map itself goes before one that it merges in with `<<`. */
function merged(pairs: readonly (readonly [Tree, Tree])[]): ReadonlyMap<string, Tree> {
  const named = pairs.map(([key, value]) => [textOf(key) ?? '', value] as const);
  const own = named.filter(([key]) => key !== '<<');
  const sources = named.flatMap(([key, value]) => (key === '<<' ? [value, ...itemsOf(value)] : []));
  return new Map([...sources.toReversed().flatMap(entriesOf), ...own]);
}

/** What is under these keys, one inside the other. */
export function under(tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined {
  return keys.reduce((inner, key) => (inner?.kind === 'map' ? inner.entries.get(key) : undefined), tree);
}

export function entriesOf(tree: Tree | undefined): readonly (readonly [string, Tree])[] {
  return tree?.kind === 'map' ? [...tree.entries] : [];
}

/** Where a key is written; its value may be elsewhere, behind an alias. */
export function keyLine(tree: Tree | undefined, key: string): number {
  return (tree?.kind === 'map' && tree.keyLines.get(key)) || (tree?.line ?? 1);
}

export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

/** The text of a scalar as it is written, without its quotes. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' ? tree.text : undefined;
}

export function isTrue(tree: Tree | undefined): boolean {
  return textOf(tree)?.toLowerCase() === 'true';
}

export function isFalse(tree: Tree | undefined): boolean {
  return textOf(tree)?.toLowerCase() === 'false';
}
