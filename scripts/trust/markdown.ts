/** A table of Markdown. */
export function markdownTable(heads: readonly string[], rows: readonly Row[]): string {
  return [lineOf(heads), lineOf(heads.map(() => '---')), ...rows.map(lineOf)].join('\n');
}

type Row = readonly (string | number)[];

function lineOf(cells: Row): string {
  return `| ${cells.join(' | ')} |`;
}
