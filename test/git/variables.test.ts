import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { beforeEach, describe, expect, test } from 'vitest';
import { gitVariables, writeAuthoritiesForGit } from '../../src/git/variables.ts';
import { createCertificateAuthority } from '../sandbox/tls.ts';
import { temporaryDirectory } from './repositories.ts';

const usual = getCACertificates('default');
let directory: string;
let pem: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  pem = await readFile((await createCertificateAuthority(directory)).file, 'utf8');
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

describe('of the variables of the process, git sees', () => {
  test('those for programs, proxies and authorities, in either case, and no others', () => {
    const seen = { PATH: '/usr/bin', HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'localhost' };
    const variables = { ...seen, UPSUN_CLI_TOKEN: 't0ken', HOME: '/root', GIT_DIR: '/src/.git', TMPDIR: '' };
    expect(gitVariables(variables, undefined)).toEqual(seen);
  });

  test('the file of authorities of this run in place of its own', () => {
    expect(gitVariables({ GIT_SSL_CAINFO: '/git.pem' }, '/tmp/authorities.pem')).toEqual({
      GIT_SSL_CAINFO: '/tmp/authorities.pem',
    });
  });
});
