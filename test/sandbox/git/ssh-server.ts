import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Authority } from './authority.ts';
import { startHookServer, type HookCall } from './hook-server.ts';
import type { PushReceiver } from './push.ts';
import { handlePushes } from './pushes.ts';
import type { Repository } from './repository.ts';
import { prepareSshd } from './sshd.ts';

export interface GitServerSettings {
  /** Keys, configuration and log; made if it is missing. */
  directory: string;
  repository: Repository;
  projectId: string;
  authority: Pick<Authority, 'publicKey'>;
  receiver: PushReceiver;
}

/** What tests change while the server runs; connections that are open already keep what they began with. */
export interface GitServerOptions {
  advertisePushOptions: boolean;
  /** Waits for the activity though the pusher asked not to. */
  ignoreNoWait: boolean;
  /** Resets every connection, as if the server were gone. */
  dropConnections: boolean;
  /** Breaks the connection once a push has taken effect, so that the pusher cannot know that it has. */
  dropAfterPush: boolean;
}

export interface GitServer {
  url: string;
  /** The same repository, the way Upsun writes it. */
  scpUrl: string;
  /** Whom certificates must be for. */
  user: string;
  /** The line that makes a client trust the server's host key. */
  knownHosts: string;
  options: GitServerOptions;
  close: () => Promise<void>;
}

const initialOptions: GitServerOptions = {
  advertisePushOptions: true,
  ignoreNoWait: false,
  dropConnections: false,
  dropAfterPush: false,
};

/** Starts a git server on a free loopback port: OpenSSH, with git on the repository behind it. */
export async function startGitServer(settings: GitServerSettings): Promise<GitServer> {
  const { directory, repository, projectId, authority } = settings;
  const user = loginUser();
  const options = { ...initialOptions };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const sshd = await prepareSshd(directory, authority.publicKey);
  const receiver: PushReceiver = {
    accept: settings.receiver.accept,
    async received(push) {
      const log = await settings.receiver.received(push);
      if (options.dropAfterPush) void sshd.endSessions();
      return log;
    },
  };
  const waits = (call: HookCall) => options.ignoreNoWait || !call.noWait;
  const hooks = await startHookServer(handlePushes(repository.path, receiver, waits));
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    if (options.dropConnections) socket.resetAndDestroy();
    else sshd.serve(socket, sessionVariables(settings, options, hooks.port));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `ssh://${user}@127.0.0.1:${port}/${projectId}.git`,
    scpUrl: `[${user}@127.0.0.1:${port}]:${projectId}.git`,
    user,
    knownHosts: `[127.0.0.1]:${port} ${sshd.hostPublicKey}`,
    options,
    async close() {
      server.close();
      await Promise.all([once(server, 'close'), hooks.close(), sshd.endSessions()]);
    },
  };
}

/** sshd, which is not always root here, lets in the user it runs as; commands run in that user's shell. */
function loginUser(): string {
  const { username, shell } = userInfo();
  if (/\/(nologin|false)$/.test(shell ?? '')) {
    throw new Error(`The sandbox's git server needs a user with a login shell, and ${username} has ${shell}`);
  }
  return username;
}

function sessionVariables(
  { directory, projectId, repository }: GitServerSettings,
  { advertisePushOptions }: GitServerOptions,
  hookPort: number,
): Record<string, string> {
  return {
    SANDBOX_PROJECT: projectId,
    SANDBOX_REPOSITORY: repository.path,
    SANDBOX_HOOK_PORT: String(hookPort),
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    // What the user has at home stays out of the session.
    HOME: directory,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...gitConfiguration({
      'core.hooksPath': join(directory, 'hooks'),
      'receive.advertisePushOptions': String(advertisePushOptions),
      // It would still be at work in the repository when the sandbox is removed.
      'receive.autogc': 'false',
    }),
  };
}

function gitConfiguration(settings: Record<string, string>): Record<string, string> {
  const entries = Object.entries(settings);
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(entries.length)],
    ...entries.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]);
}
