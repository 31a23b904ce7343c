/**
 * Variables as a file that a POSIX shell sources and dotenv readers read alike: each value unquoted where it can be,
 * else in single quotes, else in double quotes. Only a value with both a single quote and a character that is special
 * inside double quotes has no such form; it is written for shells.
 */
export function dotenv(values: Readonly<Record<string, string>>): string {
  return lines(values, quoted);
}

/** Variables as Pipelines takes them: everything after the equals sign is the value, so that quotes would belong to it. */
export function variableLines(values: Readonly<Record<string, string>>): string {
  return lines(values, (value) => value);
}

/**
 * The content of a file with these lines in place of all that it says of these names. What it says of others is kept byte
 * for byte, whatever its encoding.
 */
export function replaceVariables(content: Buffer, names: readonly string[], newLines: string): Buffer {
  const old = new RegExp(String.raw`^[ \t]*(?:export[ \t]+)?(?:${names.join('|')})[ \t]*=[^\n]*\n?`, 'gm');
  // In Latin-1 each byte is a character.
  const kept = content.toString('latin1').replaceAll(old, '');
  const lineIsOpen = kept !== '' && !kept.endsWith('\n');
  return Buffer.concat([Buffer.from(kept, 'latin1'), Buffer.from(lineIsOpen ? `\n${newLines}` : newLines)]);
}

/** A line break inside a value would begin another variable, so control characters become spaces. */
function lines(values: Readonly<Record<string, string>>, form: (value: string) => string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${form(value.replaceAll(/\p{Cc}+/gu, ' '))}\n`)
    .join('');
}

function quoted(value: string): string {
  if (/^[\w./:@%+,-]*$/.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  if (!/["$`\\!]/.test(value)) return `"${value}"`;
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
