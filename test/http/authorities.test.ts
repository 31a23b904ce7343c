import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { beforeEach, describe, expect, test } from 'vitest';
import { authoritySetting } from '../../src/bitbucket/data-center/server.ts';
import { authorities } from '../../src/http/authorities.ts';
import { parseSettings } from '../../src/settings/parse.ts';
import { temporaryDirectory } from '../git/repositories.ts';
import { createCertificateAuthority } from '../sandbox/tls.ts';

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
  const settings = parseSettings({ ...required, BITBUCKET_SERVER_CA_FILE: file });
  return authorities(authoritySetting, settings.bitbucketServerCaFile);
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
