import { expect, test } from 'vitest';
import { send, start } from './running.ts';

async function startQuick() {
  const world = await start();
  for (const phase of ['queue', 'store', 'build', 'deploy', 'post_deploy', 'delete'] as const) {
    world.upsun.durations[phase] = 5;
  }
  const commit = (files: Record<string, string>) => world.repository.commit('main', files);
  const state = async () => (await world.ask('GET', '/environments/main')).body.deployment_state;
  const redeploy = async () => {
    await world.ask('POST', '/environments/main/redeploy');
    await world.upsun.settled();
    return world.upsun.activities().at(-1);
  };
  return { ...world, commit, state, redeploy };
}

const ran = (type: string, code = 0) => ({ app: 'app', type, exit_code: code });

test('a push builds and runs both hooks, and says so', async () => {
  const { commit, deploy, upsun, state } = await startQuick();
  await commit({ 'a.txt': 'a' });
  await deploy('main');
  const commands = [ran('build'), ran('deploy'), ran('post_deploy')];
  expect(upsun.activities()).toMatchObject([{ result: 'success', commands }]);
  expect(await state()).toMatchObject({
    last_deployment_successful: true,
    last_deployment_commands: commands,
  });
});

test('a push of the same files reuses the build and runs the hooks', async () => {
  const { commit, deploy, upsun } = await startQuick();
  await commit({ 'a.txt': 'a' });
  await deploy('main');
  await commit({ 'a.txt': 'b' });
  await commit({ 'a.txt': 'a' });
  await deploy('main');
  expect(upsun.activities().at(-1)?.commands).toEqual([ran('deploy'), ran('post_deploy')]);
});

test('a redeploy runs the post_deploy hook alone', async () => {
  const { redeploy } = await startQuick();
  expect(await redeploy()).toMatchObject({ result: 'success', commands: [ran('post_deploy')] });
});

test('a deploy hook that failed stays failed until a push runs it again', async () => {
  const { commit, deploy, upsun, state, redeploy } = await startQuick();
  upsun.failNext('deploy');
  await commit({ 'a.txt': 'a' });
  await deploy('main');
  expect(upsun.activities().at(-1)).toMatchObject({
    result: 'failure',
    failureReason: 'shell',
    commands: [ran('build'), ran('deploy', 1)],
  });
  expect(await redeploy()).toMatchObject({ result: 'success', commands: [ran('post_deploy')] });
  expect(await state()).toMatchObject({
    last_state_update_successful: true,
    last_deployment_successful: false,
    last_deployment_failure_reason: 'shell',
    last_deployment_commands: [ran('deploy', 1), ran('post_deploy')],
  });
  await commit({ 'b.txt': 'b' });
  await deploy('main');
  expect(await state()).toMatchObject({
    last_deployment_successful: true,
    last_deployment_failure_reason: null,
  });
});

test('a post_deploy hook that failed is repaired by a redeploy', async () => {
  const { commit, deploy, upsun, state, redeploy } = await startQuick();
  upsun.failNext('post_deploy');
  await commit({ 'a.txt': 'a' });
  await deploy('main');
  expect(await state()).toMatchObject({ last_deployment_successful: false });
  await redeploy();
  expect(await state()).toMatchObject({ last_deployment_successful: true });
});

test.each([false, true])('a failed build leaves the old code live (redeploy builds: %s)', async (builds) => {
  const { commit, deploy, upsun, ask, state, redeploy } = await startQuick();
  upsun.redeployBuilds = builds;
  const old = upsun.environment('main')?.deployedCommit;
  upsun.failNext('build');
  const head = await commit({ 'a.txt': 'a' });
  await deploy('main');
  expect((await ask('GET', '/environments/main')).body).toMatchObject({
    status: 'active',
    head_commit: head,
    deployment_state: {
      last_deployment_successful: false,
      last_deployment_failure_reason: 'error',
      last_deployment_commands: [ran('build', 1)],
    },
  });
  expect(upsun.environment('main')?.deployedCommit).toBe(old);

  await redeploy();
  expect(upsun.environment('main')?.deployedCommit).toBe(builds ? head : old);
  expect(await state()).toMatchObject({ last_deployment_successful: builds });
});

test('children of a deleted environment lose their parent, unless the server refuses that', async () => {
  const { upsun, ask } = await startQuick();
  await upsun.addInactiveEnvironments(['parent', 'child']);
  await ask('PATCH', '/environments/child', { parent: 'parent' });
  upsun.refusesOrphans = true;
  expect((await ask('DELETE', '/environments/parent')).status).toBe(400);
  upsun.refusesOrphans = false;
  expect((await ask('DELETE', '/environments/parent')).status).toBe(202);
  await upsun.settled();
  expect((await ask('GET', '/environments/child')).body.parent).toBeNull();
});

test('a step-up refusal is in the header', async () => {
  const { upsun, ask } = await startQuick();
  upsun.stepUp = true;
  const { status, headers, body } = await ask('GET', '/environments');
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toContain('error="insufficient_user_authentication"');
  expect(body).toEqual({ amr: ['mfa'], max_age: expect.any(Number) });
});

test.each([
  ['Basic platform-api-user:', `Basic ${btoa('platform-api-user:')}`, {}, 200],
  ['Basic platform-cli:', `Basic ${btoa('platform-cli:')}`, {}, 200],
  ['client_id in the form', '', { client_id: 'upsun-cli', client_secret: '' }, 200],
  ['nothing', '', {}, 401],
])('an API token is exchanged where the client is named by %s', async (_by, authorization, form, status) => {
  const { upsun } = await start();
  upsun.expiresIn = 60;
  const url = `${upsun.authUrl}/oauth2/token`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams({ grant_type: 'api_token', api_token: upsun.token, ...form }),
  });
  expect(answer.status).toBe(status);
  const token = { expires_in: 60, token_type: 'bearer' };
  expect(await answer.json()).toMatchObject(status === 200 ? token : { error: 'invalid_client' });
});

test('the auth server answers as a test asks for', async () => {
  const { upsun, faults } = await start();
  const answers = [
    { status: 404 },
    { status: 409 },
    { status: 429 },
    { status: 429, headers: { 'retry-after': '2' } },
    { status: 500 },
    { status: 302, headers: { location: 'https://elsewhere.example.com/' } },
  ];
  for (const answer of answers) {
    for (const path of ['/oauth2/token', '/ssh']) {
      faults.push({ server: 'upsun-auth', path: new RegExp(`^${path}$`), times: 1, answer });
      const reply = await send('POST', `${upsun.authUrl}${path}`, 'Bearer x', {});
      expect(reply.status).toBe(answer.status);
      expect(Object.fromEntries(reply.headers)).toMatchObject(answer.headers ?? {});
    }
  }
});
