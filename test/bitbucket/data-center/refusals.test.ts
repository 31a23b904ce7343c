import { describe, expect, test } from 'vitest';
import { type Reply, rejection } from '../../http/loopback.ts';
import { dataCenterWith, password, refusal, token } from './server.ts';

async function refusedWith(reply: Reply, credentials: typeof token | typeof password = token) {
  const { bitbucket, received, origin } = await dataCenterWith([reply], credentials);
  const error = await rejection(bitbucket.branches());
  return { error, received, origin };
}

const auth = 'com.atlassian.bitbucket.auth';

describe('a refusal names the variable to change and says how', () => {
  test.each([
    {
      what: 'a permission is missing',
      reply: refusal(401, 'com.atlassian.bitbucket.AuthorisationException', 'You are not permitted'),
      said: /BITBUCKET_SERVER_TOKEN may not list the branches: You are not permitted/,
      remedy: /"Repository read" on SHOP\/storefront/,
    },
    {
      what: 'a permission is missing, and no exception says so',
      reply: refusal(403, null),
      said: /BITBUCKET_SERVER_TOKEN may not list the branches/,
      remedy: /"Repository read" on SHOP\/storefront/,
    },
    {
      what: 'the token is wrong or has expired',
      reply: refusal(401, `${auth}.IncorrectPasswordAuthenticationException`),
      said: /Bitbucket refused BITBUCKET_SERVER_TOKEN: Said by Bitbucket/,
      remedy: /new HTTP access token/,
    },
    {
      what: 'nobody was recognised, in the words of 8 and 9',
      reply: refusal(401, 'com.atlassian.plugins.rest.common.security.AuthenticationRequiredException'),
      said: /Bitbucket refused BITBUCKET_SERVER_TOKEN/,
      remedy: /new HTTP access token/,
    },
    {
      what: 'nobody was recognised, in the words of 10',
      reply: refusal(
        401,
        'com.atlassian.plugins.rest.api.security.exception.AuthenticationRequiredException',
      ),
      said: /Bitbucket refused BITBUCKET_SERVER_TOKEN/,
      remedy: /new HTTP access token/,
    },
    {
      what: 'the user has no licence',
      reply: refusal(401, `${auth}.NoAccessAuthenticationException`),
      said: /Bitbucket refused BITBUCKET_SERVER_TOKEN/,
      remedy: /administrator/,
    },
    {
      what: 'a proxy refuses',
      reply: { status: 401, body: '<html>Unauthorized</html>' },
      said: /Bitbucket refused BITBUCKET_SERVER_TOKEN: HTTP 401/,
      remedy: /new HTTP access token/,
    },
  ])('$what', async ({ reply, said, remedy }) => {
    const { error, received } = await refusedWith(reply);
    expect(error).toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(said),
      remedy: expect.stringMatching(remedy),
    });
    // Too many failures lock the account.
    expect(received).toHaveLength(1);
  });

  test.each([
    {
      what: 'the password is wrong',
      reply: refusal(401, `${auth}.IncorrectPasswordAuthenticationException`),
      remedy: /BITBUCKET_SERVER_USERNAME and BITBUCKET_SERVER_PASSWORD/,
    },
    {
      what: 'the user may not see the repository',
      reply: refusal(401, 'com.atlassian.bitbucket.AuthorisationException'),
      remedy: /BITBUCKET_SERVER_USERNAME .*"Repository read" on SHOP\/storefront/,
    },
    {
      what: 'passwords are switched off',
      reply: refusal(403, null, 'Basic Authentication has been disabled on this instance.'),
      remedy: /BITBUCKET_SERVER_TOKEN/,
    },
    {
      what: 'passwords are switched off, in plain text',
      reply: { status: 403, body: 'Basic Authentication has been disabled on this instance.' },
      remedy: /BITBUCKET_SERVER_TOKEN/,
    },
    {
      what: 'the account is locked',
      reply: refusal(403, `${auth}.CaptchaRequiredAuthenticationException`),
      remedy: /browser/,
    },
    {
      what: 'the account is locked, as only a header says',
      reply: refusal(403, null, 'No', { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE' }),
      remedy: /browser/,
    },
  ])('with a password, where $what', async ({ reply, remedy }) => {
    const { error, received } = await refusedWith(reply, password);
    expect(error).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('BITBUCKET_SERVER_PASSWORD'),
      remedy: expect.stringMatching(remedy),
    });
    expect(received).toHaveLength(1);
  });
});

describe('a wrong address is told from wrong credentials', () => {
  test.each<[string, Reply]>([
    [
      'a redirection to the login page',
      { status: 302, headers: { location: 'https://git.example.com/login?next=x' } },
    ],
    ['a page that is not there', { status: 404, body: '<html>Page not found</html>' }],
  ])('%s', async (_what, reply) => {
    const { error, origin } = await refusedWith(reply);
    expect(error).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining(new URL(origin).host),
      remedy: expect.stringContaining('BITBUCKET_SERVER_URL'),
    });
  });
});

test('any other refusal is told in the words of Bitbucket', async () => {
  const { error } = await refusedWith(refusal(400, null, 'The filter is malformed'));
  expect(error).toMatchObject({
    kind: 'failure',
    message: 'Bitbucket would not list the branches: The filter is malformed',
  });
});

test('a server in maintenance is named', async () => {
  const { error, origin } = await refusedWith({ status: 503, body: '<html>Maintenance</html>' });
  expect(error).toMatchObject({ kind: 'failure', message: expect.stringContaining(new URL(origin).host) });
});
