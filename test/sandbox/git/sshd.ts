import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { generateKey } from './authority.ts';
import { describeServer, quote } from './sshd-config.ts';

export interface SshdSettings {
  /** Keys, configuration and log; made if it is missing. */
  directory: string;
  /** Settings of sshd that tell whom it lets in. */
  access: Record<string, string>;
  /** The script that is all a user may run. */
  session: string;
  /** What a connection gets: a session with these variables, a reset, or nothing at all, without an end. */
  welcome: () => Record<string, string> | 'reset' | 'silence';
}

export interface Sshd {
  port: number;
  /** Who may log in. */
  user: string;
  /** The line that makes a client trust the server's host key. */
  knownHosts: string;
  /** Breaks every connection that is open. */
  endSessions: () => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Starts OpenSSH on a free loopback port. It runs as the present user, a process for each connection: none is left to
 * stay behind when this process dies.
 */
export async function startSshd({ directory, access, session, welcome }: SshdSettings): Promise<Sshd> {
  const program = findSshd();
  const user = loginUser();
  const configuration = join(directory, 'sshd_config');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(configuration, describeServer(directory, access, session));
  const hostPublicKey = await generateKey(join(directory, 'host_key'), '');
  // Where sshd, as root, shuts in the part of itself that talks to strangers.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  await execa(program, ['-t', '-f', configuration]);

  const sessions = openSessions(program, ['-f', configuration, '-E', join(directory, 'sshd.log')]);
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const variables = welcome();
    if (variables === 'reset') socket.resetAndDestroy();
    else if (variables === 'silence') sessions.ignore(socket);
    else sessions.serve(socket, variables);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    port,
    user,
    knownHosts: `[127.0.0.1]:${port} ${hostPublicKey}`,
    endSessions: () => sessions.end(),
    async close() {
      server.close();
      await Promise.all([once(server, 'close'), sessions.end()]);
    },
  };
}

function openSessions(program: string, options: string[]) {
  const sessions = new Set<ChildProcess>();
  const ignored = new Set<Socket>();
  return {
    serve(socket: Socket, variables: Record<string, string>): void {
      const settings = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
      const session = spawn(program, ['-i', ...options, '-o', `SetEnv=${settings.join(' ')}`], {
        stdio: [socket, socket, 'ignore'],
      });
      sessions.add(session);
      session.on('close', () => sessions.delete(session));
      session.on('error', () => sessions.delete(session));
      // The session has its own hold on the connection.
      socket.destroy();
    },
    ignore(socket: Socket): void {
      ignored.add(socket);
      // It would not learn otherwise that the client left.
      socket.resume();
      socket.on('error', () => {});
      socket.on('close', () => ignored.delete(socket));
    },
    async end(): Promise<void> {
      for (const socket of ignored) socket.destroy();
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

/** What the user has at home stays out of a session. */
export function isolatedSession(directory: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: directory,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

/** sshd, which is not always root here, lets in the user it runs as; commands run in that user's shell. */
function loginUser(): string {
  const { username, shell } = userInfo();
  if (/\/(nologin|false)$/.test(shell ?? '')) {
    throw new Error(`The sandbox's git servers need a user with a login shell, and ${username} has ${shell}`);
  }
  return username;
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
