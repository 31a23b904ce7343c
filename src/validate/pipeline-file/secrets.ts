import { userAndPassword } from '../../settings/kinds.ts';
import { namesOf, settingList } from '../../settings/table.ts';
import type { Check } from '../checks.ts';
import { textOf, type Tree } from '../yaml/tree.ts';
import { distinct, good, missing } from './finding.ts';
import type { Pipe } from './pipe.ts';
import { passedTexts } from './values.ts';

const name = 'Secrets';

const secretSettings = settingList.filter(([, { secret }]) => secret);
const secretNames = secretSettings.flatMap(namesOf);
const pairNames = secretSettings.filter(([, { kind }]) => kind === userAndPassword).flatMap(namesOf);

/** Whether the file holds a secret of this pipe: in the variables of a step, or in a command. */
export function checkSecrets(trees: readonly Tree[], pipes: readonly Pipe[]): Check[] {
  const found = distinct([...pipes.flatMap(inVariables), ...inTexts(trees)]);
  return found.length === 0 && pipes.length > 0 ? [good(name, 'none is written in the file')] : found;
}

function inVariables({ variables }: Pipe): Check[] {
  return secretNames.flatMap((secret) => {
    const value = variables.get(secret);
    if (!value || !passedTexts(value).some((text) => isPlain(secret, text))) return [];
    return [plainText(value.line, secret)];
  });
}

/** Assignments in commands, such as `export UPSUN_CLI_TOKEN=…`. */
function inTexts(trees: readonly Tree[]): Check[] {
  const assignment = new RegExp(
    `(?<![\\w$])(${secretNames.join('|')})=("[^"]*"|'[^']*'|(?!=)[^\\s"';|&]*)`,
    'g',
  );
  return trees.flatMap((tree) => {
    const text = textOf(tree) ?? '';
    if (!text.includes('=')) return [];
    return [...text.matchAll(assignment)].flatMap(([, secret = '', quoted = '']) =>
      isPlain(secret, quoted.replaceAll(/^["']|["']$/g, '')) ? [plainText(tree.line, secret)] : [],
    );
  });
}

function plainText(line: number, secret: string): Check {
  return missing(
    name,
    line,
    `${secret} is written in plain text, for all who can read the repository`,
    `Revoke it, since the history keeps it. Store a new one as a secured repository variable, and write ${secret}: $${secret}.`,
  );
}

/** Whether a text gives the secret away: without a variable in it, or as the default of one. */
function isPlain(secret: string, text: string): boolean {
  if (defaultsIn(text).some((one) => one !== '' && !hasVariable(one))) return true;
  if (!pairNames.includes(secret)) return text.trim() !== '' && !hasVariable(text);
  // Who the user is need not be a secret.
  const password = text.slice(text.indexOf(':') + 1);
  return password.trim() !== '' && !hasVariable(password);
}

/** What the shell would take where a variable is not set: `${NAME:-default}`. */
function defaultsIn(text: string): string[] {
  return [...text.matchAll(/\$\{\w+:?[-=+]([^}]*)/g)].map(([, initial = '']) => initial.trim());
}

/** Also one that is the output of a command, or in the syntax of another templating. */
function hasVariable(text: string): boolean {
  return /\$(\{\w+|[A-Za-z_(])|`/.test(text);
}
