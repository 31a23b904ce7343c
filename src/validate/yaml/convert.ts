import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import type { Flaw, RepeatedKey } from './flaw.ts';
import type { Entry, Tree } from './tree.ts';
import { needsQuotes } from './unquoted.ts';

export interface Converted {
  tree: Tree;
  flaws: readonly Flaw[];
  repeated: readonly RepeatedKey[];
}

interface Conversion {
  lineAt: (offset: number) => number;
  /** What each anchor stands for at this point of the document. */
  anchors: Map<string, Tree>;
  flaws: Flaw[];
  repeated: RepeatedKey[];
}

/**
 * Turns the parser's nodes into a tree, each of them once: an alias is the tree of its anchor. That takes one walk in the
 * order of the document, because an anchor may be set anew, and must be set before it is used.
 */
export function convert(node: Node | null, lineAt: (offset: number) => number): Converted {
  const conversion: Conversion = { lineAt, anchors: new Map(), flaws: [], repeated: [] };
  return { tree: convertNode(node, 1, conversion), ...conversion };
}

function convertNode(node: Node | null, otherwise: number, conversion: Conversion): Tree {
  if (node === null) return nothing(otherwise, undefined);
  const line = node.range ? conversion.lineAt(node.range[0]) : otherwise;
  if (isAlias(node)) return resolve(node.source, line, conversion);
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  // Stands in while the node is read, so that one which contains itself comes to an end.
  if (anchor !== undefined) conversion.anchors.set(anchor, nothing(line, node.tag));
  const tree = convertContent(node, line, conversion);
  if (anchor !== undefined) conversion.anchors.set(anchor, tree);
  return tree;
}

function convertContent(node: Node, line: number, conversion: Conversion): Tree {
  const place = { line, tag: 'tag' in node ? node.tag : undefined };
  if (isScalar(node)) return { ...place, kind: 'scalar', text: sourceOf(node), value: valueOf(node) };
  if (isSeq<Node | null>(node))
    return { ...place, kind: 'list', items: node.items.map((item) => convertNode(item, line, conversion)) };
  if (isMap<Node, Node | null>(node)) return { ...place, ...convertMap(node.items, line, conversion) };
  return nothing(line, undefined);
}

function convertMap(pairs: readonly Pair<Node, Node | null>[], line: number, conversion: Conversion) {
  const own = new Map<string, Entry>();
  const merged: Tree[] = [];
  for (const { key, value } of pairs) {
    const keyTree = convertNode(key, line, conversion);
    const tree = convertNode(value, keyTree.line, conversion);
    const name = nameOf(keyTree, conversion);
    if (isMerge(key)) merged.push(...sourcesOf(tree, keyTree.line, conversion));
    else {
      const first = own.get(name);
      if (first) conversion.repeated.push({ key: name, line: keyTree.line, first: first.line });
      own.set(name, { line: keyTree.line, value: tree });
    }
  }
  return { kind: 'map' as const, entries: mergeIn(merged, own) };
}

/** A key of the map itself goes before one that it merges in with `<<`. */
function mergeIn(merged: readonly Tree[], own: Map<string, Entry>): ReadonlyMap<string, Entry> {
  if (merged.length === 0) return own;
  const sources = merged.toReversed().flatMap((tree) => (tree.kind === 'map' ? [...tree.entries] : []));
  return new Map([...sources, ...own]);
}

function isMerge(key: Node): boolean {
  return isScalar(key) && key.source === '<<' && (key.type === undefined || key.type === 'PLAIN');
}

function sourcesOf(tree: Tree, line: number, { flaws }: Conversion): readonly Tree[] {
  const sources = tree.kind === 'list' ? tree.items : [tree];
  if (sources.some(({ kind }) => kind !== 'map'))
    flaws.push({
      kind: 'flaw',
      line,
      problem: '<< merges in something that is no mapping',
      remedy: 'Let it name an anchor of keys and values.',
    });
  return sources;
}

function nameOf(key: Tree, { flaws }: Conversion): string {
  if (key.kind === 'scalar') return key.text;
  const pattern = key.kind === 'map' ? `{${[...key.entries.keys()].join(',')}}` : '[…]';
  flaws.push(needsQuotes(pattern, key.line));
  return pattern;
}

function resolve(source: string, line: number, { anchors, flaws }: Conversion): Tree {
  const found = anchors.get(source);
  if (found) return found;
  flaws.push({ kind: 'flaw', problem: `no anchor before this line is named &${source}`, line });
  return nothing(line, undefined);
}

function nothing(line: number, tag: string | undefined): Tree {
  return { kind: 'scalar', line, tag, text: '', value: 'null' };
}

function sourceOf(node: Scalar): string {
  // The parser keeps the source of everything that it reads.
  return node.source ?? '';
}

function valueOf({ value, type, source }: Scalar): 'text' | 'true' | 'false' | 'null' | 'number' {
  // SnakeYAML and PyYAML take y and n for letters: their resolvers name whole words only
  if (typeof value === 'boolean') return source?.length === 1 ? 'text' : value ? 'true' : 'false';
  if (value === null) return 'null';
  return typeof value === 'number' && (type === undefined || type === 'PLAIN') ? 'number' : 'text';
}
