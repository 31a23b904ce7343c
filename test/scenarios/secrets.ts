import { expect } from 'vitest';
import type { Sandbox } from '../sandbox/index.ts';
import type { PipeRun } from '../sandbox/ci/pipe.ts';
import type { Exchange } from '../sandbox/server.ts';

/** A secret in every encoding that something could show it in. */
export function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  return [secret, bytes.toString('base64'), bytes.toString('base64url'), encodeURIComponent(secret), form];
}

/**
 * No credential that a run was given or fetched, in any encoding, is in what it wrote: its log, the files it left for
 * others, and what it told Bitbucket.
 */
export function expectNoSecrets(
  run: PipeRun,
  { cloud, dataCenter, upsun }: Pick<Sandbox, 'cloud' | 'dataCenter' | 'upsun'>,
  requests: readonly Exchange[],
): void {
  const fetched = requests.flatMap(({ headers }) => headers.authorization?.split(' ')[1] ?? []);
  const { UPSUN_CLI_TOKEN = '', HTTP_AUTH = '' } = run.variables;
  const password = HTTP_AUTH.slice(HTTP_AUTH.indexOf(':') + 1);
  const { accessToken, user, sshKeys } = dataCenter;
  // Without its first and last line, which say of every key what it is.
  const keyLines = sshKeys.flatMap((key) => key.trim().split('\n').slice(1, -1));
  const tokens = [
    upsun.token,
    cloud.accessToken,
    cloud.apiToken.token,
    UPSUN_CLI_TOKEN,
    accessToken,
    user.password,
    ...keyLines,
  ];
  // The public client that exchanges tokens is no secret, and is the same for everybody.
  const publicClient = Buffer.from('platform-api-user:').toString('base64');
  const secrets = [...tokens, HTTP_AUTH, password, ...fetched].filter(
    (secret) => secret.length > 3 && secret !== publicClient,
  );
  const told = requests
    .filter(({ server, method }) => method !== 'GET' && !server.startsWith('upsun'))
    .map(({ body }) => JSON.stringify(body ?? ''));
  const written = [run.output, run.outputVariables, ...told].join('\n');
  expect(secrets.flatMap(encodingsOf).filter((encoding) => written.includes(encoding))).toEqual([]);
}
