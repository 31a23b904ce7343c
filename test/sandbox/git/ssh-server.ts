import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Authority } from './authority.ts';
import { startHookServer, type HookCall } from './hook-server.ts';
import type { PushReceiver } from './push.ts';
import { handlePushes } from './pushes.ts';
import type { Repository } from './repository.ts';
import { isolatedSession, startSshd } from './sshd.ts';
import { quote } from './sshd-config.ts';

const here = import.meta.dirname;

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
  /**
   * Says nothing, without an end: to whoever connects, to whoever is let in, or to a pusher whose push has taken effect.
   * It is over when the sandbox is.
   */
  silent: 'connections' | 'sessions' | 'pushes' | undefined;
  /** Lets nobody in who has not proved better who he is, in either of the two wordings of the vendor. */
  stepUp: 'mfa' | 'access-denied' | undefined;
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
  silent: undefined,
  stepUp: undefined,
  dropAfterPush: false,
};

/** Starts a git server on a free loopback port: OpenSSH, with git on the repository behind it. */
export async function startGitServer(settings: GitServerSettings): Promise<GitServer> {
  const { directory, repository, projectId, authority } = settings;
  const options = { ...initialOptions };
  const receiver: PushReceiver = {
    accept: settings.receiver.accept,
    async received(push) {
      const log = await settings.receiver.received(push);
      if (options.dropAfterPush) void sshd.endSessions();
      if (options.silent === 'pushes') await new Promise(() => {});
      return log;
    },
  };
  const waits = (call: HookCall) => options.ignoreNoWait || !call.noWait;
  const hooks = await startHookServer(handlePushes(repository.path, receiver, waits));
  await installHooks(join(directory, 'hooks'));
  const authorityFile = join(directory, 'authority.pub');
  await writeFile(authorityFile, `${authority.publicKey}\n`);
  const sshd = await startSshd({
    directory,
    // Holders of a certificate of the authority, and nobody else.
    access: { TrustedUserCAKeys: quote(authorityFile), AuthorizedKeysFile: 'none' },
    session: join(here, 'session.sh'),
    welcome: () => {
      if (options.dropConnections) return 'reset';
      return options.silent === 'connections' ? 'silence' : sessionVariables(settings, options, hooks.port);
    },
  });
  const { port, user, knownHosts } = sshd;

  return {
    url: `ssh://${user}@127.0.0.1:${port}/${projectId}.git`,
    scpUrl: `[${user}@127.0.0.1:${port}]:${projectId}.git`,
    user,
    knownHosts,
    options,
    async close() {
      await Promise.all([hooks.close(), sshd.close()]);
    },
  };
}

async function installHooks(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const name of ['pre-receive', 'post-receive']) {
    await copyFile(join(here, 'hook.sh'), join(directory, name));
    await chmod(join(directory, name), 0o755);
  }
}

function sessionVariables(
  { directory, projectId, repository }: GitServerSettings,
  { advertisePushOptions, stepUp, silent }: GitServerOptions,
  hookPort: number,
): Record<string, string> {
  return {
    SANDBOX_PROJECT: projectId,
    SANDBOX_REPOSITORY: repository.path,
    SANDBOX_HOOK_PORT: String(hookPort),
    SANDBOX_STEP_UP: stepUp ?? '',
    SANDBOX_SILENT: silent === 'sessions' ? 'yes' : '',
    ...isolatedSession(directory),
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
