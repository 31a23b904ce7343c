import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PipeError } from '../errors.ts';
import { inWords } from '../text/duration.ts';
import { withoutCredentials } from '../text/redact.ts';
import { type Patience, startProgram, supervise, usualPatience } from './process.ts';
import { withoutProgress } from './said.ts';

export interface ProgramResult {
  ok: boolean;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  cwd?: string;
  /** Variables on top of the isolated ones. */
  environment?: Readonly<Record<string, string>>;
  /** It talks to a server, and ends where that gives no sign of life. */
  watched?: boolean;
  /** Ends it, which then rejects. */
  signal?: AbortSignal;
}

/** Runs a program. Never throws for an exit code; the caller knows what a failure means. */
export type Program = (args: readonly string[], options?: ProgramOptions) => Promise<ProgramResult>;

export type Git = Program;

/** The programs that the pipe runs. */
export interface Programs {
  git: Git;
  sshKeygen: Program;
}

interface ProgramContext {
  /** Ends every program. */
  signal: AbortSignal;
  debug: (message: string) => void;
  patience?: Patience;
}

interface Ended {
  exitCode?: number | undefined;
  signal?: string | undefined;
  originalMessage?: string | undefined;
}

/**
 * A clone may belong to another user id in a pipe; nobody shall be asked for a password; and a server that stops in the
 * midst of an answer over HTTP is not waited for.
 */
const configuration = `
[safe]
  directory = *
[gc]
  auto = 0
[core]
  askPass = true
[http]
  lowSpeedLimit = 1
  lowSpeedTime = 50
`;

/** Makes git tell of each packet, but for those of a pack, on a stream of its own. Those show in its progress. */
const signsOfLife = { GIT_TRACE_PACKET: '3' };

/**
 * Programs that know nothing of the user's configuration: only what stands in `directory`, and `environment`, which
 * should carry PATH and the variables for proxies and certificate authorities.
 */
export async function createPrograms(
  directory: string,
  environment: Readonly<Record<string, string>>,
  { signal, debug, patience = usualPatience }: ProgramContext,
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
      const { watched = false } = options;
      const env = { ...isolated, ...(watched ? signsOfLife : {}), ...options.environment };
      const ending = options.signal ? AbortSignal.any([signal, options.signal]) : signal;
      const { result, silence } = await supervise(
        startProgram(name, args, cwd, env),
        ending,
        watched ? patience : undefined,
      );
      ending.throwIfAborted();
      const stderr = [withoutProgress(result.stderr), endOf(name, result, silence)]
        .filter(Boolean)
        .join('\n');
      debug(withoutCredentials(`${name} ${args.join(' ')}: exit ${result.exitCode}\n${stderr}`).trimEnd());
      if (result.code === 'ENOENT') throw missing(name, cwd, result);
      return { ok: result.exitCode === 0, stdout: result.stdout, stderr };
    };
  }
  return { git: program('git'), sshKeygen: program('ssh-keygen') };
}

/** How a program ended where that was not by itself, so that it could not tell; `silence` is what it was ended for. */
function endOf(
  name: string,
  { exitCode, signal, originalMessage }: Ended,
  silence: number | undefined,
): string {
  if (exitCode === 0) return '';
  if (silence !== undefined) return `no sign of life for ${inWords(silence)}`;
  if (exitCode !== undefined) return '';
  return signal ? `${name} was ended by ${signal}` : `${name} did not run: ${originalMessage}`;
}

function missing(name: string, directory: string, cause: unknown): PipeError {
  return new PipeError('configuration', `${name} could not be started in ${directory}.`, {
    cause,
    remedy: 'Use the image of this pipe, which brings git and ssh, and check SOURCE_DIR.',
  });
}
