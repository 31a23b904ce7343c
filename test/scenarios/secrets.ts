import { expect } from 'vitest';
import type { Sandbox } from '../sandbox/index.ts';
import type { PipeRun } from '../sandbox/pipelines/pipe.ts';

/** Every credential that a run was given or fetched, in every encoding that a log could show it in. */
export function expectNoSecrets(run: PipeRun, { bitbucket, upsun, requests }: Sandbox): void {
  const fetched = requests.flatMap(({ headers }) => headers.authorization?.split(' ')[1] ?? []);
  const given = [
    upsun.token,
    bitbucket.accessToken,
    bitbucket.apiToken.token,
    run.variables.UPSUN_CLI_TOKEN ?? '',
  ];
  // The public client that exchanges tokens is no secret, and is the same for everybody.
  const publicClient = Buffer.from('platform-api-user:').toString('base64');
  const secrets = [...given, ...fetched].filter((secret) => secret.length > 3 && secret !== publicClient);
  const encodings = secrets.flatMap((secret) => [
    secret,
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    encodeURIComponent(secret),
  ]);
  expect(encodings.filter((encoding) => run.output.includes(encoding))).toEqual([]);
}
