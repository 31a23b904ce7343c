import { stripVTControlCharacters } from 'node:util';
import { asLeftOnScreen, unseen } from './plain-text.ts';

const escape = '\u001B';
const colours = new RegExp(String.raw`(${escape}\[[\d;]*m)`);

/**
 * Text of others as a terminal may show it: its colours stay, and nothing in it moves the cursor, rings or hides what
 * stands before it. Line breaks and tabs stay.
 */
export function forTerminal(text: string): string {
  return text.split('\n').map(showable).join('\n');
}

function showable(line: string): string {
  const left = asLeftOnScreen(line);
  // Most lines, and a log may have millions.
  if (/^[ -~]*$/.test(left)) return left;
  const parts = left.split(colours);
  if (parts.length === 1) return withoutControls(left);
  // Every second part is a colour. The next line must not go on in it.
  return `${parts.map((part, index) => (index % 2 === 0 ? withoutControls(part) : part)).join('')}${escape}[0m`;
}

function withoutControls(text: string): string {
  return stripVTControlCharacters(text).replaceAll(unseen, '');
}
