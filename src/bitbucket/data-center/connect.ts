import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Http } from '../../http/client.ts';
import type { Redactor } from '../../text/redact.ts';
import { knownHostLines } from '../../text/ssh.ts';
import type { Settings } from '../../settings/parse.ts';
import type { Connection, GitOrigin } from '../connection.ts';
import { buildKeyOf } from './build-key.ts';
import { authorizationHeader, credentialsOf } from './credentials.ts';
import { createDataCenter } from './repository.ts';
import { unreadable } from './fetch-failures.ts';
import { fetchOverHttps, fetchOverSsh } from './fetching.ts';
import { copyPrivateKey, type KeyProgram } from './ssh-key.ts';

interface ConnectOptions {
  serverUrl: string;
  settings: Settings;
  /** `PROJECT/slug` */
  repository: string;
  http: Http;
  redactor: Redactor;
  /** Runs ssh-keygen. */
  sshKeygen: KeyProgram;
  /** A private directory that is removed when the process ends. */
  temporaryDirectory: string;
}

/** Bitbucket Data Center, with the credentials that the settings name. Throws a configuration error without any. */
export function connectDataCenter(options: ConnectOptions): Connection {
  const { serverUrl, settings, repository, http, redactor } = options;
  const credentials = credentialsOf(settings);
  redactor.add(authorizationHeader(credentials).replace(/^\w+ /, ''));
  const bitbucket = createDataCenter({
    http,
    serverUrl,
    repository,
    credentials,
    buildKey: buildKeyOf(settings),
  });
  return {
    bitbucket,
    insights: bitbucket,
    async origins() {
      const fetching = (await overSsh(options)) ?? fetchOverHttps({ serverUrl, repository, credentials });
      return [{ ...fetching, proxy: undefined }];
    },
    credentialsFor: () => Promise.resolve(undefined),
    unreadable,
  };
}

/** Over SSH, where the settings name a key for that. */
async function overSsh({
  serverUrl,
  settings,
  repository,
  sshKeygen,
  temporaryDirectory,
}: ConnectOptions): Promise<Omit<GitOrigin, 'proxy'> | undefined> {
  const { bitbucketServerSshPort: port, bitbucketServerSshKeyFile: original } = settings;
  if (port === undefined || original === undefined) return undefined;
  const directory = join(temporaryDirectory, 'bitbucket-ssh');
  const keyFile = join(directory, 'key');
  const knownHostsFile = join(directory, 'known_hosts');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await copyPrivateKey(sshKeygen, original, keyFile);
  await writeFile(knownHostsFile, `${knownHostLines(settings.sshKnownHosts).join('\n')}\n`);
  const ssh = { keyFile, knownHostsFile };
  return fetchOverSsh({ serverUrl, repository, port, ssh });
}
