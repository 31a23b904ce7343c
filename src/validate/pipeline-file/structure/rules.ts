import { isNothing, itemsOf, textOf, type Tree } from '../../yaml/tree.ts';

/** Something that Bitbucket refuses, so that it runs nothing of the file. */
export interface Problem {
  line: number;
  /** Completes a sentence that begins with the place. */
  what: string;
  remedy: string;
}

/** What rules have judged already: an anchor needs that once, however many aliases it has. */
export type Judged = Map<Rule, Set<Tree>>;

/** Says what is wrong with a value, which `name` names for a reader. */
export type Rule = (tree: Tree, name: string, judged: Judged) => Problem[];

export const anything: Rule = () => [];

/** A word, a number or a line of text. */
export function text(example: string): Rule {
  return (tree, name) =>
    tree.kind === 'scalar' && !isNothing(tree)
      ? []
      : [wrong(tree, `${name} must be a text, and is ${kindOf(tree)}`, `Write it like this: ${example}`)];
}

export function oneOf(...words: string[]): Rule {
  return (tree, name) =>
    words.includes(textOf(tree) ?? '')
      ? []
      : [wrong(tree, `${name} is not ${words.join(' or ')}`, `Write ${words.join(' or ')}.`)];
}

/** A list with something in it. `example` shows an item. */
export function list(item: Rule, example: string): Rule {
  return (tree, name, judged) => {
    const remedy = `Write a list, each item with a dash: ${example}`;
    if (tree.kind !== 'list') return [wrong(tree, `${name} must be a list, and is ${kindOf(tree)}`, remedy)];
    if (tree.items.length === 0) return [wrong(tree, `${name} is an empty list`, remedy)];
    return itemsOf(tree).flatMap((one) => item(one, `an item of ${name}`, judged));
  };
}

interface Keys {
  /** Rules for the keys that are there; others are left alone, unless `others` judges them. */
  keys: Readonly<Record<string, Rule>>;
  required?: readonly string[];
  others?: Rule;
  example: string;
}

/** A mapping of keys and values. */
export function mapping({ keys, required = [], others = anything, example }: Keys): Rule {
  return (tree, name, judged) => {
    if (tree.kind !== 'map')
      return [
        wrong(
          tree,
          `${name} must have keys and values, and is ${kindOf(tree)}`,
          `Write it like this: ${example}`,
        ),
      ];
    const absent = required.filter((key) => !tree.entries.has(key));
    return [
      ...absent.map((key) => wrong(tree, `${name} has no ${key}`, `Write it like this: ${example}`)),
      ...[...tree.entries].flatMap(([key, { line, value }]) => {
        const rule = Object.hasOwn(keys, key) ? (keys[key] ?? others) : others;
        return rule(isNothing(value) ? { ...value, line } : value, key, judged);
      }),
    ];
  };
}

/** Either of two forms, told apart by what stands there. */
export function listOr(whenList: Rule, otherwise: Rule): Rule {
  return (tree, name, judged) => (tree.kind === 'list' ? whenList : otherwise)(tree, name, judged);
}

/** Lets a key stand without anything below it, as where all of that is commented out. */
export function orNothing(rule: Rule): Rule {
  return (tree, name, judged) => (isNothing(tree) ? [] : rule(tree, name, judged));
}

/** Judges what an anchor stands for once. */
export function once(rule: Rule): Rule {
  return (tree, name, judged) => {
    const trees = judged.get(rule) ?? new Set();
    judged.set(rule, trees);
    if (trees.has(tree)) return [];
    trees.add(tree);
    return rule(tree, name, judged);
  };
}

export function wrong({ line }: Pick<Tree, 'line'>, what: string, remedy: string): Problem {
  return { line, what, remedy };
}

/** For a reader. */
function kindOf(tree: Tree): string {
  if (isNothing(tree)) return 'empty';
  return { scalar: 'a text', list: 'a list', map: 'a mapping' }[tree.kind];
}
