import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { required, settingsFrom } from './parsed.ts';

const metadata = z.object({ variables: z.array(z.object({ name: z.string(), default: z.string() })) });

/** What a pipe gets where a step sets nothing and the repository has these variables. */
async function variablesOfPipe(repository: Record<string, string>): Promise<Record<string, string>> {
  const { variables } = metadata.parse(parse(await readFile('pipe.yml', 'utf8')));
  return Object.fromEntries(
    variables.map(({ name, default: text }) => [
      name,
      text.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => repository[variable] ?? ''),
    ]),
  );
}

describe('credentials that are stored as repository variables need not be repeated in a step', () => {
  test.each([
    { BITBUCKET_ACCESS_TOKEN: 'token' },
    { BITBUCKET_OAUTH_KEY: 'key', BITBUCKET_OAUTH_SECRET: 'secret' },
    { ATLASSIAN_ACCOUNT_EMAIL: 'ada@example.com', ATLASSIAN_API_TOKEN: 'token' },
    { BITBUCKET_SERVER_USERNAME: 'ada', BITBUCKET_SERVER_PASSWORD: 'password' },
  ])('%o', async (credentials) => {
    const variables = await variablesOfPipe({ ...required, ...credentials });
    expect(settingsFrom(variables)).toEqual(settingsFrom(credentials));
  });
});
