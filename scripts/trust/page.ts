import { callKinds, exceptions, faultKindNames, faultKinds } from '../../test/trust/faults/expected.ts';
import { errands } from '../../test/trust/faults/errands.ts';
import { faultNames, tellingFaults } from '../../test/trust/faults/faults.ts';
import { stories } from '../../test/trust/kill/stories.ts';
import { markdownTable } from './markdown.ts';

const start = '[//]: # (figures:start)\n\n';
const end = '\n\n[//]: # (figures:end)';

/** The figures on a page that was written before. */
export function figuresOn(page: string): string {
  return page.split(start)[1]?.split(end)[0] ?? 'It was not run yet.';
}

/** docs/trust.md with these figures. What it says beside them comes from the code that tries it. */
export function trustPage(figures: string): string {
  return [
    '# How far was the pipe tried?',
    `The pipe deletes environments, so it can be trusted as far as it was tried. \`npm run test:trust\` runs the built pipe
against the sandbox, with real git over SSH, and lets go wrong what can go wrong. It writes this page, unless something
unexpected happens. [The simulation](../test/simulation/README.md) tries the commands in random histories.`,
    '## What was tried',
    `${start}${figures}${end}`,
    '## How',
    howPoints(),
    howCells(),
    `**Hostile texts.** A branch, a title, a description, a message of a commit, a file, a log, the title of the project
and an answer of the API are random text of what terminals, shells, YAML, Markdown and addresses act on. Runs succeed,
fail, conflict and are refused there. Nothing is executed, no secret is shown, nothing moves the cursor of a terminal,
no link leads elsewhere, the comment stays whole Markdown, and a shell can read the outputs. One more run has a clone in
which every setting, hook and attribute of git that names a program is a trap.`,
    `**Inputs for parsers.** Settings, pipeline files, project configuration, logs, routes and outputs are mutated or
random. Each is read, or refused with an error for people.`,
    `The time of the pipe passes five times as fast as that of the sandbox, so that its patience ends sooner; what git and
ssh may take is left as it is.`,
    '## What is expected of a call that goes wrong',
    '**fine**: the run succeeds, after a retry where one is needed. **warned**: it succeeds with a warning. **failed**: it fails with a message, a terminal build status, and nothing done on a guess.',
    expectedTable(),
    reasons(),
    faultList(),
    '## Try it again',
    `\`\`\`sh
npm run test:trust                                   # everything; hours on a small machine
npm run test:trust -- --resume                       # goes on where it was stopped, and tries again what was unexpected
npm run test:trust -- --host cloud --part cells      # or points, texts, inputs; writes no page
SEED=7 npx vitest run --project cloud test/trust     # a few of each, as in npm test
\`\`\``,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function howPoints(): string {
  const names = stories.map(({ name }) => name).join(', ');
  return `**Kill points.** The run of each story (${names}) is killed with SIGKILL before and after each request and
each command of git, ssh and ssh-keygen, the first two times that it makes it. Before and after a request that only
reads, the world is the same: that is one point. Then the same run comes again, or \`reconcile\`. Environments, their
data, marks and parents, statuses and comments must be what an undisturbed run leaves.`;
}

function howCells(): string {
  const names = errands.map(({ name }) => name).join(', ');
  return `**Calls that go wrong.** Each call of three errands (${names}) meets each of ${faultNames.length} faults. A
call that an earlier errand was tried with runs through the same code again; there, ${tellingFaults.length} faults stand
for all (${tellingFaults.join(', ')}). Whatever the fault, a run deletes nothing that it must not, is never green where
nothing was done, leaves no status in progress, prints no stack, leaves no file behind, and ends within five minutes of
its own time; ten where an environment stays busy or git waits.`;
}

function expectedTable(): string {
  const rows = callKinds.map(({ name, expected }) => [name, ...faultKindNames.map((kind) => expected[kind])]);
  return markdownTable(['Call', ...faultKindNames], rows);
}

function reasons(): string {
  const kinds = callKinds.map(({ name, reason }) => `- ${name}: ${reason}`);
  const others = exceptions.map(
    ({ calls, faults, expected, reason }) =>
      `- but \`${calls.source}\` with ${faults.join(', ')}: ${expected}. ${reason}`,
  );
  return ['The reasons:', [...kinds, ...others].join('\n')].join('\n\n');
}

function faultList(): string {
  const rows = faultKindNames.map((kind) => [kind, faultKinds[kind].join(', ')]);
  return markdownTable(['Kind of fault', 'Faults'], rows);
}
