import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { PipeError } from '../errors.ts';
import { withoutCredentials } from '../text/redact.ts';

export interface ProgramResult {
  ok: boolean;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  cwd?: string;
  /** Variables on top of the isolated ones. */
  environment?: Readonly<Record<string, string>>;
}

/** Runs a program. Never throws for an exit code; the caller knows what a failure means. */
export type Program = (args: readonly string[], options?: ProgramOptions) => Promise<ProgramResult>;

export type Git = Program;

/** The programs that the pipe runs. */
export interface Programs {
  git: Git;
  sshKeygen: Program;
}

/** Milliseconds that a program and what it started may take to end by themselves when the run is stopped. */
const untilKilled = 500;

interface Ended {
  exitCode?: number | undefined;
  signal?: string | undefined;
  originalMessage?: string | undefined;
}

/** A clone may belong to another user id in a pipe; and nobody shall be asked for a password. */
const configuration = '[safe]\n\tdirectory = *\n[gc]\n\tauto = 0\n[core]\n\taskPass = true\n';

/**
 * Programs that know nothing of the user's configuration: only what stands in `directory`, and `environment`, which
 * should carry PATH and the variables for proxies and certificate authorities.
 */
export async function createPrograms(
  directory: string,
  environment: Readonly<Record<string, string>>,
  { signal, debug }: { signal: AbortSignal; debug: (message: string) => void },
): Promise<Programs> {
  await mkdir(directory, { recursive: true });
  const global = join(directory, 'gitconfig');
  await writeFile(global, configuration);
  const isolated = {
    ...environment,
    HOME: directory,
    GIT_CONFIG_GLOBAL: global,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
  function program(name: string): Program {
    return async (args, options = {}) => {
      const cwd = options.cwd ?? directory;
      const running = execa(name, args, {
        cwd,
        env: { ...isolated, ...options.environment },
        extendEnv: false,
        stdin: 'ignore',
        reject: false,
        // It would raise a signal of this process again while a program runs, and end it before it has reported that.
        cleanup: false,
        // In a group of its own, so that the ssh that git starts can be ended with it.
        detached: true,
        stripFinalNewline: true,
      });
      const stop = () => endGroup(running.pid);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      const result = await running.finally(() => signal.removeEventListener('abort', stop));
      signal.throwIfAborted();
      const stderr = [result.stderr, endOf(name, result)].filter(Boolean).join('\n');
      debug(withoutCredentials(`${name} ${args.join(' ')}: exit ${result.exitCode}\n${stderr}`).trimEnd());
      if (result.code === 'ENOENT') throw missing(name, cwd, result);
      return { ok: result.exitCode === 0, stdout: result.stdout, stderr };
    };
  }
  return { git: program('git'), sshKeygen: program('ssh-keygen') };
}

/** Ends a program with all that it started: git waits for its ssh, and that for a server that may never answer. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  kill(leader, 'SIGTERM');
  setTimeout(() => kill(leader, 'SIGKILL'), untilKilled);
}

function kill(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // Nobody of the group is left.
  }
}

/** How a program ended where that was not by itself, so that it could not tell. */
function endOf(name: string, { exitCode, signal, originalMessage }: Ended): string {
  if (exitCode !== undefined) return '';
  return signal ? `${name} was ended by ${signal}` : `${name} did not run: ${originalMessage}`;
}

function missing(name: string, directory: string, cause: unknown): PipeError {
  return new PipeError('configuration', `${name} could not be started in ${directory}.`, {
    cause,
    remedy: 'Use the image of this pipe, which brings git and ssh, and check SOURCE_DIR.',
  });
}
