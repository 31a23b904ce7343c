/** Proves who may do what on the sandbox's Data Center, and that its refusals are those of a real server. */
import { expect, test } from 'vitest';
import type { Permission } from '../../sandbox/data-center/state.ts';
import { basic, bearer, start } from './running.ts';

const refusals = {
  incorrect: 'com.atlassian.bitbucket.auth.IncorrectPasswordAuthenticationException',
  unauthorised: 'com.atlassian.bitbucket.AuthorisationException',
};

test('a token of the repository reads it and does not say whose it is', async () => {
  const { ask } = await start();

  const { status, headers, body } = await ask('GET', '');

  expect(status).toBe(200);
  expect(headers.get('x-ausername')).toBeNull();
  expect(body).toMatchObject({ slug: 'storefront', project: { key: 'SHOP', type: 'NORMAL' } });
});

test('a user gets in by password or by an own token, either way, and is named', async () => {
  const { ask, server } = await start();
  const { username, password } = server.user;
  const token = server.addToken('user_token', ['REPO_READ'], 'grace');

  const answers = await Promise.all(
    [basic(username, password), basic('grace', token), bearer(token)].map((authorization) =>
      ask('GET', '', { authorization }),
    ),
  );

  expect(answers.map(({ status, headers }) => [status, headers.get('x-ausername')])).toEqual([
    [200, 'ada'],
    [200, 'grace'],
    [200, 'grace'],
  ]);
});

test('401 is said of a wrong credential, of a missing permission and of none at all', async () => {
  const { ask, server } = await start();
  const withoutPermission = server.addToken('user_token', []);
  const revoked = server.addToken('user_token', ['REPO_ADMIN']);
  Object.assign(server.tokens.at(-1) ?? {}, { revoked: true });

  const exceptions = await Promise.all(
    [
      bearer('wrong'),
      bearer(revoked),
      basic('ada', 'wrong'),
      basic('x-token-auth', server.accessToken),
      bearer(withoutPermission),
      null,
    ].map(async (authorization) => {
      const { status, body } = await ask('GET', 'branches', { authorization });
      return [status, body.errors[0].exceptionName];
    }),
  );

  expect(exceptions).toEqual([
    [401, refusals.incorrect],
    [401, refusals.incorrect],
    [401, refusals.incorrect],
    [401, refusals.incorrect],
    [401, refusals.unauthorised],
    [401, 'com.atlassian.plugins.rest.api.security.exception.AuthenticationRequiredException'],
  ]);
});

test('releases before 10 name the same exception by another package', async () => {
  const { ask } = await start({ version: '9.4.3' });
  const { body } = await ask('GET', '', { authorization: null });
  expect(body.errors[0].exceptionName).toBe(
    'com.atlassian.plugins.rest.common.security.AuthenticationRequiredException',
  );
});

test.each<[Permission, string[]]>([
  ['REPO_READ', ['REPO_READ']],
  ['REPO_WRITE', ['REPO_READ', 'REPO_WRITE']],
  ['PROJECT_ADMIN', ['REPO_READ', 'REPO_WRITE', 'REPO_ADMIN']],
])('%s is found for what it includes', async (permission, included) => {
  const { ask, server } = await start();
  const authorization = bearer(server.addToken('project_token', [permission]));
  const levels = ['REPO_READ', 'REPO_WRITE', 'REPO_ADMIN'];

  const found = await Promise.all(
    levels.map(async (level) => {
      const path = `/rest/api/latest/repos?projectkey=SHOP&permission=${level}`;
      const { body } = await ask('GET', path, { authorization });
      return body.values.length === 1;
    }),
  );
  const { status } = await ask('GET', 'permissions/users?limit=1', { authorization });

  expect(levels.filter((_level, index) => found[index])).toEqual(included);
  expect(status).toBe(included.includes('REPO_ADMIN') ? 200 : 401);
});

test('anybody reads a public repository, and is not taken for somebody with a permission', async () => {
  const { ask } = await start({ public: true });
  const authorization = null;
  const repos = '/rest/api/latest/repos?projectkey=SHOP';

  expect((await ask('GET', '', { authorization })).status).toBe(200);
  expect((await ask('GET', repos, { authorization })).body.size).toBe(1);
  expect((await ask('GET', `${repos}&permission=REPO_READ`, { authorization })).body.size).toBe(0);
  expect((await ask('GET', 'permissions/users', { authorization })).status).toBe(401);
});

test('what is not there is told apart by its exception', async () => {
  const { ask } = await start();
  const exceptionOf = async (path: string) => {
    const { status, body } = await ask('GET', path);
    return [status, body.errors[0].exceptionName.split('.').at(-1)];
  };
  const projects = '/rest/api/latest/projects';

  expect(await exceptionOf(`${projects}/OTHER/repos/storefront`)).toEqual([404, 'NoSuchProjectException']);
  expect(await exceptionOf(`${projects}/shop/repos/other`)).toEqual([404, 'NoSuchRepositoryException']);
  expect(await exceptionOf('pull-requests/7')).toEqual([404, 'NoSuchPullRequestException']);
  expect(await exceptionOf('commits/main')).toEqual([404, 'NoSuchCommitException']);
});

test('a POST that a form could have sent needs the header that no form can send', async () => {
  const { ask, main } = await start();
  const path = `commits/${main}/builds`;

  const refused = await ask('POST', path);
  const passed = await ask('POST', path, { headers: { 'x-atlassian-token': 'no-check' } });

  expect([refused.status, refused.body]).toEqual([403, 'XSRF check failed']);
  expect(passed.status).toBe(400);
});

test('basic authentication can be switched off', async () => {
  const { ask, server } = await start({ basicAuthentication: false });
  const authorization = basic(server.user.username, server.user.password);
  expect(await ask('GET', '', { authorization })).toMatchObject({
    status: 403,
    body: expect.stringContaining('Basic Authentication has been disabled'),
  });
});

test('the version is told to everybody', async () => {
  const { ask } = await start({ version: '8.19.2' });
  const { body } = await ask('GET', '/rest/api/latest/application-properties', { authorization: null });
  expect(body.version).toBe('8.19.2');
});

test('what is meant for browsers leads to the login, whatever the token', async () => {
  const { ask, server, requests } = await start();
  const { status, headers } = await ask('GET', '/projects/SHOP');
  // It is in no document, which nobody but this test may ask for.
  requests.splice(0);
  expect([status, headers.get('location')]).toEqual([302, `${server.serverUrl}/login`]);
});

test('faults and latency are those of every sandbox server', async () => {
  const { ask, faults, requests } = await start();
  faults.push({ server: 'data-center', path: /branches$/, times: 1, answer: { status: 429 } });

  expect((await ask('GET', 'branches')).status).toBe(429);
  expect((await ask('GET', 'branches')).status).toBe(200);
  expect(requests.map(({ server, status }) => [server, status])).toEqual([
    ['data-center', 429],
    ['data-center', 200],
  ]);
});
