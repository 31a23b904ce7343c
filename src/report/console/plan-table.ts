import type { Log } from '../../log.ts';

interface Row {
  id: string;
  kind: string;
  reason: string;
}

/** Columns that Pipelines shows without wrapping on a small screen. */
const width = 80;

/** Prints each action of a plan with its environment and reason. */
export function printPlan(log: Log, actions: readonly Row[]): void {
  printTable(log, 'ACTION', 'REASON', actions);
}

/** Prints how the deployment of each environment ended. */
export function printResults(log: Log, results: readonly Row[]): void {
  printTable(log, 'RESULT', 'DETAILS', results);
}

function printTable(log: Log, kindTitle: string, reasonTitle: string, actions: readonly Row[]): void {
  const rows = actions.map((action) => [action.id, action.kind, action.reason] as const);
  const idWidth = Math.min(30, Math.max(11, ...rows.map(([id]) => id.length)));
  const kindWidth = Math.max(8, ...rows.map(([, kind]) => kind.length));
  const indent = idWidth + kindWidth + 4;
  log.line();
  const heading = `${'ENVIRONMENT'.padEnd(idWidth)}  ${kindTitle.padEnd(kindWidth)}  ${reasonTitle}`;
  log.line(log.style('bold', heading));
  for (const [id, kind, reason] of rows) {
    const [first = '', ...more] = wrap(reason, Math.max(30, width - indent));
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
