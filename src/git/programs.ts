import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { PipeError } from '../errors.ts';
import { withoutCredentials } from '../text/redact.ts';

export interface GitResult {
  ok: boolean;
  stdout: string;
  stderr: string;
}

export interface GitOptions {
  cwd?: string;
  environment?: Readonly<Record<string, string>>;
}

interface Ended {
  exitCode?: number | undefined;
  signal?: string | undefined;
  originalMessage?: string | undefined;
}

/** Runs git. Never throws for an exit code; the caller knows what a failure means. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitResult>;

/** A clone may belong to another user id in a pipe; and nobody shall be asked for a password. */
const configuration = '[safe]\n\tdirectory = *\n[gc]\n\tauto = 0\n[core]\n\taskPass = true\n';

/**
 * A git that knows nothing of the user's configuration: only what stands in `directory`, and `environment`, which
 * should carry PATH and the variables for proxies and certificate authorities.
 */
export async function createGit(
  directory: string,
  environment: Readonly<Record<string, string>>,
  { signal, debug }: { signal: AbortSignal; debug: (message: string) => void },
): Promise<Git> {
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
  return async (args, options = {}) => {
    const result = await execa('git', args, {
      cwd: options.cwd ?? directory,
      env: { ...isolated, ...options.environment },
      extendEnv: false,
      reject: false,
      cancelSignal: signal,
      stripFinalNewline: true,
    });
    signal.throwIfAborted();
    const stderr = [result.stderr, endOf(result)].filter(Boolean).join('\n');
    debug(withoutCredentials(`git ${args.join(' ')}: exit ${result.exitCode}\n${stderr}`).trimEnd());
    if (result.code === 'ENOENT') throw missingGit(options.cwd ?? directory, result);
    return { ok: result.exitCode === 0, stdout: result.stdout, stderr };
  };
}

/** How git ended where that was not by itself, so that it could not tell. */
function endOf({ exitCode, signal, originalMessage }: Ended): string {
  if (exitCode !== undefined) return '';
  return signal ? `git was ended by ${signal}` : `git did not run: ${originalMessage}`;
}

function missingGit(directory: string, cause: unknown): PipeError {
  return new PipeError('configuration', `git could not be started in ${directory}.`, {
    cause,
    remedy: 'Use the image of this pipe, which brings git and ssh, and check SOURCE_DIR.',
  });
}
