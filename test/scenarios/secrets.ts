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
  runs: readonly PipeRun[],
  sandbox: Pick<Sandbox, 'cloud' | 'dataCenter' | 'upsun'>,
  requests: readonly Exchange[],
): void {
  const told = requests
    .filter(({ server, method }) => method !== 'GET' && !server.startsWith('upsun'))
    .map(({ body }) => JSON.stringify(body ?? ''));
  const logs = runs.flatMap(({ output, outputVariables }) => [output, outputVariables]);
  const written = [...logs, ...told].join('\n');
  const given = runs.flatMap(({ variables: { UPSUN_CLI_TOKEN = '', HTTP_AUTH = '' } }) => [
    UPSUN_CLI_TOKEN,
    HTTP_AUTH,
    HTTP_AUTH.slice(HTTP_AUTH.indexOf(':') + 1),
  ]);
  const previewSecrets = runs.flatMap(({ variables }) =>
    Object.entries(variables).flatMap(([name, entry]) => {
      const value = entry.slice(entry.indexOf('=') + 1);
      const isSecret = name.startsWith('PREVIEW_VARIABLES_') && value.length >= 8 && !value.includes('{');
      return isSecret ? [value] : [];
    }),
  );
  const fetched = requests.flatMap(({ headers }) => headers.authorization?.split(' ')[1] ?? []);
  // The public client that exchanges tokens is no secret, and is the same for everybody.
  const publicClient = Buffer.from('platform-api-user:').toString('base64');
  const secrets = [...new Set([...given, ...previewSecrets, ...fetched, ...secretsOf(sandbox)])].filter(
    (secret) => secret.length > 3 && secret !== publicClient,
  );
  expect(secrets.flatMap(encodingsOf).filter((encoding) => written.includes(encoding))).toEqual([]);
}

function secretsOf({ cloud, dataCenter, upsun }: Pick<Sandbox, 'cloud' | 'dataCenter' | 'upsun'>): string[] {
  // Without its first and last line, which say of every key what it is.
  const keyLines = dataCenter.sshKeys.flatMap((key) => key.trim().split('\n').slice(1, -1));
  const { accessToken, user } = dataCenter;
  return [upsun.token, cloud.accessToken, cloud.apiToken.token, accessToken, user.password, ...keyLines];
}
