import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Point } from './point.ts';

const programs = ['git', 'ssh', 'ssh-keygen'];

/** Commands of git and OpenSSH as a run of the pipe starts them. */
export interface Commands {
  /** PATH for the run. */
  path: string;
  /** What was started, in order. */
  started: () => Promise<string[]>;
}

/** Puts scripts before the programs, which write down what is started, and kill the pipe at a point. */
export async function watchCommands(directory: string, point: Point | undefined): Promise<Commands> {
  const log = join(directory, 'started');
  await writeFile(log, '');
  for (const program of programs) {
    const { stdout: real } = await execa('sh', ['-c', `command -v ${program}`]);
    const script = join(directory, program);
    await writeFile(script, scriptOf({ program, real, log, point }));
    await chmod(script, 0o755);
  }
  return {
    path: `${directory}:${process.env['PATH'] ?? ''}`,
    started: async () => (await readFile(log, 'utf8')).split('\n').filter(Boolean),
  };
}

interface Script {
  program: string;
  real: string;
  log: string;
  point: Point | undefined;
}

/** A git that is told nothing but flags before its command is named by that command. */
function scriptOf({ program, real, log, point }: Script): string {
  const kill = (moment: Point['moment']) => (point?.moment === moment ? 'kill_pipe' : ':');
  return `#!/bin/sh
what=${program}
if [ ${program} = git ]; then
  skip=
  for argument in "$@"; do
    if [ -n "$skip" ]; then skip=; continue; fi
    case $argument in
      -c | -C) skip=yes ;;
      -*) ;;
      *) what="git $argument"; break ;;
    esac
  done
fi
echo "$what" >>'${log}'
nth=$(grep -cx "$what" '${log}')

kill_pipe() {
  pid=$$
  while [ "$pid" -gt 1 ]; do
    pid=$(sed 's/^.*) //' "/proc/$pid/stat" | cut -d ' ' -f 2)
    if tr '\\0' ' ' <"/proc/$pid/cmdline" | grep -q 'pipe\\.js'; then kill -KILL "$pid"; exit 1; fi
  done
}

if [ "$what" != '${point?.what ?? ''}' ] || [ "$nth" != '${point?.nth ?? 0}' ]; then exec '${real}' "$@"; fi
${kill('before')}
'${real}' "$@"
result=$?
${kill('after')}
exit $result
`;
}
