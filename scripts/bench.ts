/** Runs all benchmarks and writes what they print to docs/performance.md. Fails if one of them misses its mark. */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { execa } from 'execa';

interface Benchmark {
  title: string;
  /** What the reader sees in the figures. */
  about: string;
  command: string;
}

const benchmarks: readonly Benchmark[] = [
  {
    title: 'What a run takes',
    about: `The pipe's own time: the whole run, by the time that no run could do without. That bound is the longest series of
requests that need each other's answers, the push, and the deployment itself. The deployment of the sandbox takes 4.7 s,
and Upsun works on two environments at a time. Latency is what each answer takes.`,
    command: 'bench:stories',
  },
  {
    title: 'Large projects',
    about: 'How the time and the requests grow with the number of environments or branches.',
    command: 'bench:growth',
  },
  {
    title: 'Long logs',
    about: 'Memory and speed while the log of an activity is shown, to a fast reader and to a slow one.',
    command: 'bench:log',
  },
  {
    title: 'Start',
    about: 'From the start of Node.js until the settings are read.',
    command: 'bench:startup',
  },
  {
    title: 'validate',
    about: 'Checking a long `bitbucket-pipelines.yml`, by the time of parsing it.',
    command: 'bench:validate',
  },
  { title: 'The image', about: 'What a pipeline pulls before its first run.', command: 'image' },
];

const sections: string[] = [];
const missed: string[] = [];
const before = loadavg()[0] ?? 0;
for (const { title, about, command } of benchmarks) {
  console.log(`${command}…`);
  const { exitCode, stdout } = await execa('npm', ['run', '--silent', command], {
    reject: false,
    stderr: 'inherit',
  });
  console.log(stdout);
  if (exitCode !== 0) missed.push(command);
  sections.push(
    `## ${title}\n\n${about}\n\n\`npm run ${command}\`:\n\n\`\`\`text\n${stdout.trim()}\n\`\`\`\n`,
  );
}
await writeFile('docs/performance.md', `${introduction()}\n${sections.join('\n')}`);
if (missed.length > 0) {
  console.error(`Missed their marks: ${missed.join(', ')}`);
  process.exitCode = 1;
}

function introduction(): string {
  const [cpu] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `<!-- Written by \`npm run bench\`. Do not edit it by hand. -->

# Performance

The built pipe, run against a sandbox of Bitbucket and Upsun on the same machine: ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}),
${memory} GB, Node.js ${process.version}, load ${before.toFixed(1)} before. Times of a run vary by a few percent from one to the next; what is judged is a
ratio within one run wherever possible. A line with FAILED misses its mark by more than 10 %.
`;
}
