import { patternMatches } from './selectors.ts';

/** Whether a condition holds; `undefined` where that depends on what is not known before the run. */
export type Verdict = boolean | undefined;

/** The variables that are known. */
export type Known = Readonly<Record<string, string>>;

/**
 * Judges a condition of a trigger, such as `glob(BITBUCKET_BRANCH, "feature/*") && BITBUCKET_PR_DESTINATION_BRANCH ==
 * "main"`. What it cannot read is not known. https://api.bitbucket.org/schemas/pipelines-configuration, as of 2026-06-29
 */
export function judge(condition: string, known: Known): Verdict {
  const tokens = condition.match(/"[^"]*"|'[^']*'|&&|\|\||[!=<>]=|[!<>(),]|[^\s"'&|!=<>(),]+/g) ?? [];
  const state = { tokens, known };
  const verdict = eitherOf(state);
  return state.tokens.length === 0 ? verdict : undefined;
}

/** What is left to read. */
interface State {
  tokens: string[];
  known: Known;
}

function eitherOf(state: State): Verdict {
  let verdict = bothOf(state);
  while (accept(state, '||')) {
    const other = bothOf(state);
    verdict = verdict === true || other === true ? true : verdict === false ? other : undefined;
  }
  return verdict;
}

function bothOf(state: State): Verdict {
  let verdict = single(state);
  while (accept(state, '&&')) {
    const other = single(state);
    verdict = verdict === false || other === false ? false : verdict === true ? other : undefined;
  }
  return verdict;
}

function single(state: State): Verdict {
  if (accept(state, '!')) {
    const verdict = single(state);
    return verdict === undefined ? undefined : !verdict;
  }
  if (accept(state, '(')) {
    const verdict = eitherOf(state);
    return accept(state, ')') ? verdict : undefined;
  }
  if (state.tokens[0] === 'glob' && state.tokens[1] === '(') return globbed(state);
  return compared(state);
}

function globbed(state: State): Verdict {
  const [, , subject = '', comma, pattern = '', end] = state.tokens.splice(0, 6);
  const [value, wanted] = [valueOf(subject, state), valueOf(pattern, state)];
  if (comma !== ',' || end !== ')' || value === undefined || wanted === undefined) return undefined;
  return patternMatches(wanted, value);
}

function compared(state: State): Verdict {
  const left = valueOf(state.tokens.shift() ?? '', state);
  const operator = state.tokens[0] ?? '';
  if (!/^([!=<>]=|[<>])$/.test(operator))
    return left === 'true' ? true : left === 'false' ? false : undefined;
  state.tokens.shift();
  const right = valueOf(state.tokens.shift() ?? '', state);
  if (left === undefined || right === undefined) return undefined;
  if (operator === '==') return left === right;
  return operator === '!=' ? left !== right : undefined;
}

/** The text of a literal or of a variable that is known. */
function valueOf(token: string, { known }: State): string | undefined {
  if (/^["']/.test(token)) return token.slice(1, -1);
  return /^(true|false|[\d.]+)$/.test(token) ? token : Object.hasOwn(known, token) ? known[token] : undefined;
}

function accept(state: State, token: string): boolean {
  if (state.tokens[0] !== token) return false;
  state.tokens.shift();
  return true;
}
