export type Predicate = (value: unknown) => boolean;

interface Word {
  kind: 'string' | 'name' | 'symbol';
  text: string;
}

const wordPattern = /\s*(?:"((?:\\.|[^"\\])*)"|(!=|!~|>=|<=|[=~<>()])|([\w.:+-]+))\s*/y;

/** Compiles a filter such as `source.branch.name="x" AND state="OPEN"`. Throws where it is malformed. */
export function compileQuery(query: string): Predicate {
  const words = split(query);
  const predicate = readAlternatives(words);
  const rest = words.shift();
  if (rest) throw new Error(`Unexpected "${rest.text}" in the query`);
  return predicate;
}

/** The value under a dotted path, or nothing where it ends early. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((parent, key) => {
    if (typeof parent !== 'object' || parent === null) return undefined;
    return (parent as Record<string, unknown>)[key];
  }, value);
}

function split(query: string): Word[] {
  const words: Word[] = [];
  wordPattern.lastIndex = 0;
  while (wordPattern.lastIndex < query.length) {
    const at = wordPattern.lastIndex;
    const [, quoted, symbol, name] = wordPattern.exec(query) ?? [];
    if (quoted !== undefined) words.push({ kind: 'string', text: quoted.replaceAll(/\\(.)/g, '$1') });
    else if (symbol !== undefined) words.push({ kind: 'symbol', text: symbol });
    else if (name !== undefined) words.push({ kind: 'name', text: name });
    else throw new Error(`Malformed query at "${query.slice(at)}"`);
  }
  return words;
}

function readAlternatives(words: Word[]): Predicate {
  const alternatives = [readConjunction(words)];
  while (takeWord(words, 'OR')) alternatives.push(readConjunction(words));
  return (value) => alternatives.some((matches) => matches(value));
}

function readConjunction(words: Word[]): Predicate {
  const conditions = [readCondition(words)];
  while (takeWord(words, 'AND')) conditions.push(readCondition(words));
  return (value) => conditions.every((matches) => matches(value));
}

function readCondition(words: Word[]): Predicate {
  const first = words.shift();
  if (first?.text === '(' && first.kind === 'symbol') {
    const inner = readAlternatives(words);
    if (words.shift()?.text !== ')') throw new Error('Missing ")" in the query');
    return inner;
  }
  const operator = words.shift();
  const operand = words.shift();
  if (first?.kind !== 'name' || operator?.kind !== 'symbol' || !operand || operand.kind === 'symbol') {
    throw new Error('A condition is a field, an operator and a value');
  }
  return comparison(first.text, operator.text, literal(operand));
}

function takeWord(words: Word[], text: string): boolean {
  const [next] = words;
  const found = next?.kind === 'name' && next.text.toUpperCase() === text;
  if (found) words.shift();
  return found;
}

function literal({ kind, text }: Word): unknown {
  if (kind === 'name' && text === 'null') return null;
  if (kind === 'name' && (text === 'true' || text === 'false')) return text === 'true';
  return kind === 'name' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function comparison(field: string, operator: string, wanted: unknown): Predicate {
  const contains = (actual: unknown) => textOf(actual).toLowerCase().includes(textOf(wanted).toLowerCase());
  const tests: Record<string, Predicate> = {
    '=': (actual) => (actual ?? null) === wanted,
    '!=': (actual) => (actual ?? null) !== wanted,
    '~': contains,
    '!~': (actual) => !contains(actual),
    '>': (actual) => compareValues(actual, wanted) > 0,
    '>=': (actual) => compareValues(actual, wanted) >= 0,
    '<': (actual) => compareValues(actual, wanted) < 0,
    '<=': (actual) => compareValues(actual, wanted) <= 0,
  };
  const test = tests[operator];
  if (!test) throw new Error(`"${operator}" is no operator`);
  return (value) => test(valueAt(value, field));
}

/** Orders two values of a field: numbers by size, anything else by its text. */
export function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [leftText, rightText] = [textOf(left), textOf(right)];
  if (leftText === rightText) return 0;
  return leftText < rightText ? -1 : 1;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
