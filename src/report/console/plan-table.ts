import type { Log } from '../../log.ts';

/** A row about one environment. */
export interface TableRow {
  id: string;
  kind: string;
  details: string;
}

/** Columns that Pipelines shows without wrapping on a small screen. */
const width = 80;

/** Prints rows below their headings. */
export function printTable(
  log: Log,
  [kindTitle, detailsTitle]: readonly [string, string],
  rows: readonly TableRow[],
): void {
  const idWidth = Math.min(30, Math.max(11, ...rows.map(({ id }) => id.length)));
  const kindWidth = Math.max(8, ...rows.map(({ kind }) => kind.length));
  const indent = idWidth + kindWidth + 4;
  log.line();
  const heading = `${'ENVIRONMENT'.padEnd(idWidth)}  ${kindTitle.padEnd(kindWidth)}  ${detailsTitle}`;
  log.line(log.style('bold', heading));
  for (const { id, kind, details } of rows) {
    const [first = '', ...more] = wrap(details, Math.max(30, width - indent));
    log.line(`${id.padEnd(idWidth)}  ${kind.padEnd(kindWidth)}  ${first}`);
    for (const rest of more) log.line(' '.repeat(indent) + rest);
  }
  log.line();
}

/** Breaks text at spaces into lines of at most `columns`, as far as its words allow. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
