import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { generateKey } from './authority.ts';

const here = import.meta.dirname;

export interface Sshd {
  /** Of its own host key. */
  hostPublicKey: string;
  /** Serves one connection, with these variables in the environment of its session. */
  serve: (socket: Socket, variables: Record<string, string>) => void;
  /** Breaks every connection that is open. */
  endSessions: () => Promise<void>;
}

/**
 * Prepares an OpenSSH server that lets in holders of a certificate of the authority and nobody else. It runs as the
 * present user, a process for each connection: none is left to stay behind when this process dies.
 */
export async function prepareSshd(directory: string, authorityPublicKey: string): Promise<Sshd> {
  const program = findSshd();
  const configuration = join(directory, 'sshd_config');
  await writeFile(join(directory, 'authority.pub'), `${authorityPublicKey}\n`);
  await writeFile(configuration, describeServer(directory));
  const hostPublicKey = await generateKey(join(directory, 'host_key'), '');
  await installHooks(join(directory, 'hooks'));
  // Where sshd, as root, shuts in the part of itself that talks to strangers.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  await execa(program, ['-t', '-f', configuration]);

  const sessions = new Set<ChildProcess>();
  return {
    hostPublicKey,
    serve(socket, variables) {
      const settings = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
      const session = spawn(
        program,
        ['-i', '-f', configuration, '-E', join(directory, 'sshd.log'), '-o', `SetEnv=${settings.join(' ')}`],
        { stdio: [socket, socket, 'ignore'] },
      );
      sessions.add(session);
      session.on('close', () => sessions.delete(session));
      session.on('error', () => sessions.delete(session));
      // The session has its own hold on the connection.
      socket.destroy();
    },
    async endSessions() {
      await Promise.all(
        [...sessions].map((session) => {
          const closed = once(session, 'close');
          session.kill();
          return closed;
        }),
      );
    },
  };
}

function describeServer(directory: string): string {
  const settings: Record<string, string> = {
    HostKey: quote(join(directory, 'host_key')),
    TrustedUserCAKeys: quote(join(directory, 'authority.pub')),
    AuthorizedKeysFile: 'none',
    AuthenticationMethods: 'publickey',
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    PermitRootLogin: 'prohibit-password',
    UsePAM: 'no',
    AcceptEnv: 'PLATFORMSH_PUSH_NO_WAIT GIT_PROTOCOL',
    ForceCommand: `/bin/sh '${join(here, 'session.sh')}'`,
    DisableForwarding: 'yes',
    PermitTTY: 'no',
    PrintMotd: 'no',
    LoginGraceTime: '15',
    // The default exchange takes 0.1 s longer.
    KexAlgorithms: 'curve25519-sha256',
    LogLevel: 'VERBOSE',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

async function installHooks(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of ['pre-receive', 'post-receive']) {
    await copyFile(join(here, 'hook.sh'), join(directory, name));
    await chmod(join(directory, name), 0o755);
  }
}

function quote(value: string): string {
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** sshd lies where ordinary users do not look for programs. */
function findSshd(): string {
  const directories = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/sbin',
  ];
  const found = directories.map((directory) => join(directory, 'sshd')).find((file) => existsSync(file));
  if (!found) throw new Error('The sandbox needs sshd: scripts/system-packages.sh installs it');
  return found;
}
