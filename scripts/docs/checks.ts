import { checkTable } from '../../src/validate/table.ts';
import { type CheckDefinition, checkGroups } from '../../src/validate/table/definition.ts';

/** The page on what `validate` looks at, in the order of its lines. */
export function describeChecks(): string {
  const checks: [string, CheckDefinition][] = Object.entries(checkTable);
  const sections = Object.entries(checkGroups).map(([group, title]) => {
    const rows = checks.filter(([, check]) => check.group === group).map(row);
    const head = ['| Check | Looks at | ✖ | – | What to do |', '| --- | --- | --- | --- | --- |'];
    return [`## ${title}`, '', ...head, ...rows].join('\n');
  });
  return `${[introduction, ...sections].join('\n\n')}\n`;
}

const introduction = `# What does each check of \`validate\` mean?

\`COMMAND: 'validate'\` prints a line for each thing that it looked at, with the file and the line where that is written, and
below it what to do.

- ✔ is well.
- ✖ keeps a run from doing what the settings ask for. The exit code is 2, or 3 where something else brings code into the
  project.
- – is worth knowing, or was not looked at. It does not change the exit code.

This page is made from \`src/validate/table.ts\`. The checks of files know what Bitbucket and Upsun document; where neither
says what it does with something, a line is a note and no error.`;

function row([name, { looksAt, cross = '', dash = '', remedy = '' }]: [string, CheckDefinition]): string {
  return `| ${[`**${name}**`, looksAt, cross, dash, remedy].map(cell).join(' | ')} |`;
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
