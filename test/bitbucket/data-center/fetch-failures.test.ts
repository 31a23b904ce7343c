import { expect, test } from 'vitest';
import { httpsDiagnoses, sshDiagnoses } from '../../../src/bitbucket/data-center/fetch-failures.ts';
import { explain } from '../../../src/git/diagnosis.ts';
import { token } from './server.ts';

const address = 'https://git.example.com/scm/shop/certificates.git';
const ssh = {
  url: 'ssh://git@git.example.com:7999/shop/certificates.git',
  diagnoses: sshDiagnoses('git.example.com', 7999, 'SHOP/certificates'),
};
const https = { url: address, diagnoses: httpsDiagnoses(token, 'SHOP/certificates') };
const unable = `fatal: unable to access '${address}/':`;

test.each([
  [`fatal: Authentication failed for '${address}/'`, 'configuration', 'BITBUCKET_SERVER_TOKEN'],
  [`fatal: could not read Username for 'https://git.example.com'`, 'configuration', 'BITBUCKET_SERVER_TOKEN'],
  [`remote: Repository not found\nfatal: repository '${address}/' not found`, 'configuration', 'REPOSITORY'],
  [`${unable} The requested URL returned error: 302`, 'configuration', 'BITBUCKET_SERVER_URL'],
  [`fatal: ${address}/info/refs not valid: is this a git repository?`, 'configuration', 'context path'],
  [`${unable} The requested URL returned error: 503`, 'failure', 'administrator'],
  [`error: RPC failed; HTTP 500 curl 22 The requested URL returned error: 500`, 'failure', 'administrator'],
  [`${unable} SSL certificate problem: self-signed certificate`, 'configuration', 'BITBUCKET_SERVER_CA_FILE'],
  [
    `${unable} server certificate verification failed. CAfile: none CRLfile: none`,
    'configuration',
    'BITBUCKET_SERVER_CA_FILE',
  ],
  [`${unable} Could not resolve host: git.example.com`, 'failure', 'BITBUCKET_SERVER_URL'],
  [`${unable} Failed to connect to git.example.com port 443 after 9 ms`, 'failure', 'HTTPS_PROXY'],
  [`${unable} Received HTTP code 407 from proxy after CONNECT`, 'failure', 'HTTPS_PROXY'],
  ['no sign of life for 45 s', 'failure', 'HTTPS_PROXY'],
  [`error: RPC failed; curl 56 Recv failure: Connection reset by peer`, 'failure', 'run the build again'],
])('over HTTPS: %s', (stderr, kind, remedy) => {
  const { said, known } = explain(https, stderr);
  expect(said).toContain('git.example.com ');
  expect(known).toMatchObject({ kind, remedy: expect.stringContaining(remedy) });
});

test.each([
  ['No ECDSA host key is known for [git.example.com]:7999', 'configuration', 'SSH_KNOWN_HOSTS'],
  ['Host key verification failed.', 'configuration', 'ssh-keyscan -p 7999 git.example.com'],
  ['git@git.example.com: Permission denied (publickey).', 'configuration', 'access key'],
  ['git@git.example.com: Permission denied (publickey,password).', 'configuration', 'access key'],
  ['Repository not found\nThe requested repository does not exist', 'configuration', 'REPOSITORY'],
  ['ssh: Could not resolve hostname git.example.com: Name or service not known', 'failure', '7999'],
  ['ssh: connect to host git.example.com port 7999: Connection timed out', 'failure', 'fetch over HTTPS'],
  ['no sign of life for 45 s', 'failure', 'BITBUCKET_SERVER_SSH_PORT'],
  ['Connection timed out during banner exchange', 'failure', 'BITBUCKET_SERVER_SSH_PORT'],
])('over SSH: %s', (stderr, kind, remedy) => {
  const { said, known } = explain(ssh, `${stderr}\nfatal: Could not read from remote repository.`);
  expect(said).toContain('git.example.com:7999 ');
  expect(known).toMatchObject({ kind, remedy: expect.stringContaining(remedy) });
});

test.each([https, ssh])('words that are not known are passed on: $url', (origin) => {
  expect(explain(origin, 'fatal: early EOF')).toEqual({ said: 'fatal: early EOF' });
});
