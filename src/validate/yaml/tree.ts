/** A value of a YAML file with the line it begins at. Aliases and merge keys are resolved. */
export type Tree = { line: number; tag: string | undefined } & (Scalar | List | Mapping);

interface Scalar {
  kind: 'scalar';
  /** As it is written, without its quotes. */
  text: string;
  /** What an unquoted word means, where it is no text: `yes` is `true` in YAML 1.1. */
  value: 'text' | 'true' | 'false' | 'null' | 'number';
}

interface List {
  kind: 'list';
  items: readonly Tree[];
}

interface Mapping {
  kind: 'map';
  entries: ReadonlyMap<string, Entry>;
}

/** A value under a key, with the line of the key: the value may be elsewhere, behind an alias. */
export interface Entry {
  line: number;
  value: Tree;
}

/** What is under these keys, one inside the other. */
export function under(tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined {
  return keys.reduce(
    (inner, key) => (inner?.kind === 'map' ? inner.entries.get(key)?.value : undefined),
    tree,
  );
}

export function entriesOf(tree: Tree | undefined): readonly (readonly [string, Tree])[] {
  return tree?.kind === 'map' ? [...tree.entries].map(([key, { value }]) => [key, value] as const) : [];
}

/** Where a key is written. */
export function keyLine(tree: Tree | undefined, key: string): number {
  return (tree?.kind === 'map' && tree.entries.get(key)?.line) || (tree?.line ?? 1);
}

export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

/** The text of a scalar as it is written, without its quotes. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' ? tree.text : undefined;
}

/** Whether nothing stands there, as after a key without a value. */
export function isNothing(tree: Tree | undefined): boolean {
  return tree === undefined || (tree.kind === 'scalar' && tree.value === 'null');
}

/** Whether it says so, in quotes or without. */
export function isTrue(tree: Tree | undefined): boolean {
  return wordOf(tree) === 'true';
}

export function isFalse(tree: Tree | undefined): boolean {
  return wordOf(tree) === 'false';
}

function wordOf(tree: Tree | undefined): string | undefined {
  if (tree?.kind !== 'scalar') return undefined;
  return tree.value === 'text' ? tree.text.toLowerCase() : tree.value;
}

/** A tree and everything below it, in the order of the file. What an anchor stands for comes once, however many aliases it has. */
export function everything(root: Tree): readonly Tree[] {
  const found = new Set<Tree>();
  visit(root);
  return [...found];

  function visit(tree: Tree): void {
    if (found.has(tree)) return;
    found.add(tree);
    if (tree.kind === 'list') for (const item of tree.items) visit(item);
    if (tree.kind === 'map') for (const { value } of tree.entries.values()) visit(value);
  }
}
