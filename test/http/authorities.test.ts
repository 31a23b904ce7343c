import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { beforeEach, describe, expect, test } from 'vitest';
import { authorities, writeAuthoritiesForGit } from '../src/authorities.ts';
import { parseSettings } from '../src/settings/parse.ts';
import { temporaryDirectory } from './git/repositories.ts';
import { createCertificateAuthority } from './sandbox/tls.ts';

const usual = getCACertificates('default');
let directory: string;
let pem: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  pem = await readFile((await createCertificateAuthority(directory)).file, 'utf8');
});

/** What is trusted with a file of this content in BITBUCKET_SERVER_CA_FILE. */
async function trustedWith(content: string | Buffer): Promise<string[] | undefined> {
  const file = join(directory, 'bundle.pem');
  await writeFile(file, content);
  const required = { UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'abc123' };
  return authorities(parseSettings({ ...required, BITBUCKET_SERVER_CA_FILE: file }));
}

describe('BITBUCKET_SERVER_CA_FILE', () => {
  test.each([
    { what: 'one certificate', write: () => pem, count: 1 },
    { what: 'several, with text between them', write: () => `Ours:\n${pem}\nTheirs:\r\n${pem}`, count: 2 },
  ])('takes $what, beside the usual authorities', async ({ write, count }) => {
    expect(await trustedWith(write())).toEqual([...usual, ...Array<string>(count).fill(pem.trim())]);
  });

  test.each([
    { what: 'nothing', write: () => '' },
    { what: 'text', write: () => 'Ask Ada for the certificate.' },
    { what: 'a key', write: () => pem.replaceAll('CERTIFICATE', 'PRIVATE KEY') },
    { what: 'a certificate in DER', write: () => Buffer.from(pem.replaceAll(/-.*-/g, ''), 'base64') },
    { what: 'a certificate that was cut off', write: () => pem.slice(0, pem.length / 2) },
    { what: 'a damaged one after a good one', write: () => pem + pem.replace(/\n.*\n/, '\n') },
  ])('does not take $what', async ({ write }) => {
    await expect(trustedWith(write())).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(/BITBUCKET_SERVER_CA_FILE \(.*bundle\.pem\) is no PEM/),
    });
  });
});

describe('git trusts', () => {
  const extra = { NODE_EXTRA_CA_CERTS: '/company.pem' };
  const own = { GIT_SSL_CAINFO: '/git.pem' };

  test.each([
    { what: 'what the API is trusted by', environment: {} },
    { what: 'that rather than what the agent says for git', environment: { ...extra, ...own } },
  ])('$what, where there is a setting', async ({ environment }) => {
    const file = await writeAuthoritiesForGit(environment, [...usual, pem], directory);
    expect(await readFile(file ?? '', 'utf8')).toBe([...usual, pem, ''].join('\n'));
  });

  test('what Node trusts, where that was added to', async () => {
    const file = await writeAuthoritiesForGit(extra, undefined, directory);
    expect(await readFile(file ?? '', 'utf8')).toBe([...usual, ''].join('\n'));
  });

  test.each([
    { what: 'where nothing is said', environment: {} },
    { what: 'or only for git', environment: own },
    { what: 'or for git and for Node', environment: { ...extra, ...own } },
  ])('its usual file $what', async ({ environment }) => {
    expect(await writeAuthoritiesForGit(environment, undefined, directory)).toBeUndefined();
  });
});
