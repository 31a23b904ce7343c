import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { fetchOverHttps, fetchOverSsh } from '../../../src/bitbucket/data-center/fetching.ts';
import { sshVariables } from '../../../src/git/ssh.ts';
import { pipeGit } from '../../git/repositories.ts';
import { serve } from '../../http/loopback.ts';
import { password, token } from './server.ts';

const serverUrl = 'https://git.example.com/bitbucket';
const repository = 'SHOP/storefront';

describe('over HTTPS', () => {
  test.each([
    ['SHOP/storefront', '/scm/shop/storefront.git'],
    ['~Jane.Doe/my_shop', '/scm/~jane.doe/my_shop.git'],
  ])('%s is fetched from where Bitbucket serves it', (name, path) => {
    const { url } = fetchOverHttps({ serverUrl, repository: name, credentials: token });
    expect(url).toBe(`${serverUrl}${path}`);
  });

  test.each([
    ['a token', token, 'Bearer T0ken'],
    ['a password', password, 'Basic amFuZTpodW50ZXIyMg=='],
  ] as const)('git shows %s to the server, and to nobody else', async (_what, credentials, authorization) => {
    const { git: run } = await pipeGit();
    const server = await serve({ status: 404 });
    const stranger = await serve({ status: 404 });
    const options = { serverUrl: `${server.origin}/bitbucket`, repository, credentials };
    const { url, environment } = fetchOverHttps(options);
    await run(['ls-remote', url], { environment });
    await run(['ls-remote', `${stranger.origin}/bitbucket/scm/shop/storefront.git`], { environment });
    expect(server.received[0]?.path).toMatch('/bitbucket/scm/shop/storefront.git/info/refs');
    expect(server.received[0]?.headers.authorization).toBe(authorization);
    expect(stranger.received[0]?.headers).not.toHaveProperty('authorization');
  });

  test('a redirection is not followed with the credentials', async () => {
    const { git: run } = await pipeGit();
    const stranger = await serve({ status: 404 });
    const server = await serve({ status: 302, headers: { location: `${stranger.origin}/info/refs` } });
    const { url, environment } = fetchOverHttps({ serverUrl: server.origin, repository, credentials: token });
    expect((await run(['ls-remote', url], { environment })).ok).toBe(false);
    expect(stranger.received).toEqual([]);
  });

  test.each([token, password])('the address carries no secret: $kind', (credentials) => {
    const { url } = fetchOverHttps({ serverUrl, repository, credentials });
    expect(url).not.toMatch(/T0ken|hunter22|jane|@/);
  });
});

describe('over SSH', () => {
  const options = {
    serverUrl,
    repository,
    port: 7999,
    ssh: { keyFile: "/run/secrets/jane's key", knownHostsFile: '/tmp/known hosts' },
  };

  test('the port is that of the setting, and there is no context path', () => {
    expect(fetchOverSsh(options).url).toBe('ssh://git@git.example.com:7999/shop/storefront.git');
  });

  test('git shows this key only, and trusts only the hosts that are known', async () => {
    const environment = sshVariables(fetchOverSsh(options).ssh);
    const { stdout } = await execa('sh', ['-c', `${environment.GIT_SSH_COMMAND} -G git.example.com`]);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        "identityfile /run/secrets/jane's key",
        'identitiesonly yes',
        'userknownhostsfile /tmp/known hosts',
        'globalknownhostsfile /dev/null',
        'stricthostkeychecking true',
        'batchmode yes',
      ]),
    );
  });
});
