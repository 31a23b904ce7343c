import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateKey } from '../git/authority.ts';
import { isolatedSession, startSshd } from '../git/sshd.ts';
import { quote } from '../git/sshd-config.ts';
import type { State } from './state.ts';

const here = import.meta.dirname;

/** git over SSH, with an access key that may read one repository. */
export interface GitOverSsh {
  port: number;
  /** The private key of an access key of that repository. */
  keyFile: string;
  /** The line that makes a client trust the server's host key. */
  knownHosts: string;
  /** A directory for the front of PATH. */
  programs: string;
  /** Says nothing, without an end, to whoever connects or is let in. A test may change it at any time. */
  silent: 'connections' | 'sessions' | undefined;
  close: () => Promise<void>;
}

/** Starts git over SSH on a free loopback port, with an access key of the repository `fullName`. */
export async function startGitOverSsh(
  { repository }: State,
  fullName: string,
  directory: string,
): Promise<GitOverSsh> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keyFile = join(directory, 'access_key');
  const authorizedKeys = join(directory, 'authorized_keys');
  await writeFile(authorizedKeys, `${await generateKey(keyFile, 'deployments')}\n`);
  const settings: Pick<GitOverSsh, 'silent'> = { silent: undefined };
  const sshd = await startSshd({
    directory,
    // It lies below a directory that everybody may write to, as every temporary directory does.
    access: { AuthorizedKeysFile: quote(authorizedKeys), StrictModes: 'no' },
    session: join(here, 'session.sh'),
    welcome: () =>
      settings.silent === 'connections'
        ? 'silence'
        : {
            SANDBOX_PROJECT: fullName.toLowerCase(),
            SANDBOX_REPOSITORY: repository.path,
            SANDBOX_SILENT: settings.silent === 'sessions' ? 'yes' : '',
            ...isolatedSession(directory),
          },
  });
  const { port, knownHosts, close } = sshd;
  const programs = await bridge(join(directory, 'bin'), sshd.user);
  return Object.assign(settings, { port, keyFile, knownHosts, programs, close });
}

/**
 * Everybody logs in to Bitbucket as `git`, and sshd here only lets in the user it runs as. So clients find an `ssh` that
 * logs in as that one, whatever the address says, and is the real one otherwise.
 */
async function bridge(directory: string, user: string): Promise<string> {
  const program = join(directory, 'ssh');
  await mkdir(directory);
  await writeFile(program, `#!/bin/sh\nPATH=\${PATH#*:}\nexec ssh -l '${user}' "$@"\n`);
  await chmod(program, 0o755);
  return directory;
}
