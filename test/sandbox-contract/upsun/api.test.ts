import { expect, test } from 'vitest';
import { busy, operationFault, stepUp } from '../../sandbox/upsun/faults.ts';
import { start } from './running.ts';

async function startQuick(flex = false) {
  const world = await start({ upsun: { flex } });
  for (const phase of ['queue', 'store', 'build', 'deploy', 'post_deploy', 'backup', 'update'] as const) {
    world.upsun.durations[phase] = 5;
  }
  return world;
}

test('a deployment tells its routes, its application and its variables', async () => {
  const { ask, upsun } = await startQuick();
  const { body } = await ask('GET', '/environments/main/deployments/current');
  const url = upsun.environment('main')?.url ?? '';
  expect(body.routes[url]).toMatchObject({
    id: 'main',
    primary: true,
    type: 'upstream',
    original_url: 'https://{default}/',
    attributes: {},
  });
  expect(body.webapps.app).toMatchObject({ name: 'app', hooks: { post_deploy: expect.any(String) } });
  const next = await ask('GET', '/environments/main/deployments/next');
  expect(next.body).toMatchObject({ id: 'next', fingerprint: body.fingerprint });
});

test('an environment has settings, and no domains', async () => {
  const { ask } = await startQuick();
  expect((await ask('GET', '/environments/main/settings')).body).toMatchObject({
    enable_manual_deployments: false,
  });
  expect((await ask('GET', '/environments/main/domains')).body).toEqual([]);
});

test('variables are seen by the deployment that follows, and by environments below', async () => {
  const { ask, upsun } = await startQuick();
  await upsun.addInactiveEnvironments(['child']);
  const path = '/environments/main/variables';
  const secret = { name: 'env:SECRET', value: 'abc', is_sensitive: true, is_inheritable: false };
  const created = await ask('POST', path, { name: 'env:COLOR', value: 'red' });
  await ask('POST', path, secret);
  expect((await ask('POST', path, secret)).status).toBe(409);
  await upsun.settled();

  expect(created.body._embedded.activities).toMatchObject([{ type: 'environment.variable.create' }]);
  expect(upsun.environment('main')?.deployedVariables).toEqual({ 'env:COLOR': 'red', 'env:SECRET': 'abc' });
  const { body } = await ask('GET', path);
  expect(body).toMatchObject([{ id: 'env:COLOR', value: 'red' }, { id: 'env:SECRET' }]);
  expect(body[1].value).toBeUndefined();
  const below = await ask('GET', '/environments/child/variables');
  expect(below.body).toMatchObject([{ id: 'env:COLOR', inherited: true }]);
  expect(below.body).toHaveLength(1);
});

test('variables are changed and deleted', async () => {
  const { ask, upsun } = await startQuick();
  await upsun.addInactiveEnvironments(['preview']);
  const path = '/environments/preview/variables';
  const created = await ask('POST', path, { name: 'env:COLOR', value: 'red' });
  expect(created.body._embedded.activities).toEqual([]);
  await ask('PATCH', `${path}/env%3ACOLOR`, { value: 'blue' });
  expect((await ask('GET', `${path}/env%3ACOLOR`)).body).toMatchObject({ value: 'blue', inherited: false });
  expect((await ask('DELETE', `${path}/env%3ACOLOR`)).status).toBe(202);
  expect((await ask('DELETE', `${path}/env%3ACOLOR`)).status).toBe(404);
  expect(upsun.environment('preview')?.variables).toEqual({});
});

test('a backup is an activity, and is listed afterwards', async () => {
  const { ask, upsun } = await startQuick();
  const { body } = await ask('POST', '/environments/main/backup', { safe: false });
  expect(body._embedded.activities).toMatchObject([{ type: 'environment.backup' }]);
  await upsun.settled();
  const { body: backups } = await ask('GET', '/environments/main/backups');
  expect(backups).toMatchObject([{ environment: 'main', safe: false, status: 'CREATED' }]);
  expect((await ask('GET', `/environments/main/backups/${backups[0].id}`)).status).toBe(200);
  expect((await ask('GET', '/environments/main')).body.last_backup_at).toBe(backups[0].created_at);
});

test('an environment is branched, with its code and its data', async () => {
  const { ask, upsun } = await startQuick();
  const wanted = { name: 'preview', title: 'Preview', clone_parent: true, type: 'development' };
  const { status, body } = await ask('POST', '/environments/main/branch', wanted);
  expect(status).toBe(202);
  expect(body._embedded.activities).toMatchObject([{ type: 'environment.branch' }]);
  expect((await ask('POST', '/environments/main/branch', wanted)).status).toBe(400);
  await upsun.settled();
  expect(upsun.environment('preview')).toMatchObject({
    status: 'active',
    title: 'Preview',
    parent: 'main',
    head: upsun.environment('main')?.head,
    data: upsun.environment('main')?.data,
  });
});

test('resources.init=manual waits for container sizes', async () => {
  const { ask, upsun, repository, deploy } = await startQuick(true);
  await repository.commit('preview', { 'a.txt': 'a' }, { from: 'main' });
  await deploy('preview', { options: ['environment.status=active', 'resources.init=manual'] });
  const [push] = upsun.activities();
  expect(push).toMatchObject({ type: 'environment.push', result: 'failure', failureReason: 'error' });
  const log = push?.log.items.map(({ data }) => data?.message).join('');
  expect(log).toContain('Invalid deployment');
  expect(log).toContain('Resources must be configured');
  const sizeOf = async () => {
    const { body } = await ask('GET', '/environments/preview/deployments/next');
    return body.webapps.app.resources.profile_size;
  };
  expect(await sizeOf()).toBeNull();

  const webapps = { app: { resources: { profile_size: '0.5' } } };
  expect((await ask('PATCH', '/environments/preview/deployments/next', { webapps })).status).toBe(202);
  await upsun.settled();
  expect(await sizeOf()).toBe('0.5');
  expect(upsun.environment('preview')?.status).toBe('active');
});

test.each([busy(409), busy(423), stepUp])('operations answer as a test asks for: $status', async (answer) => {
  const { ask, upsun, faults } = await startQuick();
  await upsun.addInactiveEnvironments(['feature/a', 'other']);
  faults.push({ ...operationFault('edit', answer, 'feature/a'), times: 1 });
  faults.push({ ...operationFault('redeploy', answer), times: 2 });
  const edit = (id: string) => ask('PATCH', `/environments/${encodeURIComponent(id)}`, { title: 'A' });
  expect((await edit('other')).status).toBe(202);
  expect((await edit('feature/a')).status).toBe(answer.status);
  expect((await edit('feature/a')).status).toBe(202);
  const redeploy = async () => (await ask('POST', '/environments/main/redeploy')).status;
  expect([await redeploy(), await redeploy(), await redeploy()]).toEqual([answer.status, answer.status, 202]);
});
