import { stripVTControlCharacters } from 'node:util';

/** Characters that nobody sees and that change what is seen: controls but line breaks and tabs, and turns of direction. */
export const unseen = /[^\P{Cc}\n\t]|\p{Bidi_Control}/gu;

/** Text of others as a page can show it: no ANSI codes, no control characters but line breaks and tabs. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .split('\n')
    .map(asLeftOnScreen)
    .join('\n')
    .replaceAll(unseen, '')
    .toWellFormed();
}

/** A title of others on one line, without characters that hide or turn around what stands beside them. */
export function oneLine(text: string): string {
  return plainText(text.replaceAll(/[\r\n]+/g, ' '))
    .replaceAll(/[^\P{Cf}\u200C\u200D]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Progress bars write their line again and again, with a carriage return between. */
export function asLeftOnScreen(line: string): string {
  const trimmed = line.trimEnd();
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

/** Ends a text that is too long with an ellipsis, and never in the middle of a character. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  if (longest < 1) return '';
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** How many of the first lines fit into this many characters. */
export function fitting(lines: readonly string[], characters: number): number {
  let used = -1;
  const beyond = lines.findIndex((line) => (used += line.length + 1) > characters);
  return beyond === -1 ? lines.length : beyond;
}

/** The end of a text: as many whole lines as fit into both bounds, and of a last line that alone is too long a part. */
export function lastLines(text: string, most: number, characters: number): string {
  const backwards = text.trimEnd().split('\n').slice(-most).toReversed();
  const count = fitting(backwards, characters);
  if (count === 0) return cut(backwards[0] ?? '', characters);
  return backwards.slice(0, count).toReversed().join('\n');
}
