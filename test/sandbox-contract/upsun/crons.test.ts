import { expect, test } from 'vitest';
import { type Running, start } from './running.ts';

const day = 24 * 3_600_000;

async function typesOf({ ask }: Running, path: string): Promise<Set<string>> {
  const { body } = await ask('GET', path);
  expect(body).toHaveLength(25);
  return new Set(body.map(({ type }: { type: string }) => type));
}

test('the newest activities of a live environment are cron runs', async () => {
  const world = await start();
  expect(await typesOf(world, '/environments/main/activities')).toEqual(new Set(['environment.cron']));
  expect(await typesOf(world, '/activities')).toEqual(new Set(['environment.cron']));
});

test('a deployment is not on the first page for long', async () => {
  const world = await start();
  await world.repository.commit('main', { 'a.txt': 'a' });
  await world.deploy('main');
  expect(await typesOf(world, '/environments/main/activities')).toEqual(new Set(['environment.cron']));
  const { body } = await world.ask('GET', '/environments/main/activities?type=environment.push&count=1');
  expect(body).toMatchObject([{ type: 'environment.push', result: 'success' }]);
});

test('a test decides when crons run', async () => {
  const { upsun, repository, deploy, ask } = await start();
  upsun.cronRunsAfterDeployment = 0;
  await repository.commit('main', { 'a.txt': 'a' });
  await deploy('main');
  expect((await ask('GET', '/environments/main/activities')).body[0].type).toBe('environment.push');
  upsun.letCronsRun('main', 2);
  const { body } = await ask('GET', '/environments/main/activities?count=3');
  const types = body.map(({ type }: { type: string }) => type);
  expect(types).toEqual(['environment.cron', 'environment.cron', 'environment.push']);
});

test('activities are paged by their dates', async () => {
  const { ask, upsun } = await start();
  const ids = new Set<string>();
  for (let cursor = ''; ;) {
    const { body } = await ask('GET', `/environments/main/activities?count=10${cursor}`);
    const fresh = body.filter(({ id }: { id: string }) => !ids.has(id));
    for (const { id } of fresh) ids.add(id);
    if (fresh.length === 0) break;
    cursor = `&starts_at=${encodeURIComponent(body.at(-1).created_at)}`;
  }
  expect([...ids].toReversed()).toEqual(upsun.cronRuns('main').map(({ id }) => id));
});

test('a cron run is an activity like others', async () => {
  const { ask, upsun } = await start();
  const [run] = upsun.cronRuns('main');
  expect((await ask('GET', `/activities/${run?.id}`)).body).toMatchObject({
    type: 'environment.cron',
    environments: ['main'],
    state: 'complete',
    result: 'success',
  });
  expect(upsun.activities()).toEqual([]);
});

test('a preview that is not deployed for 14 days is paused, and its crons end with that', async () => {
  const { upsun, ask } = await start();
  await upsun.addEnvironment({ id: 'idle', status: 'active' });
  upsun.passTime(13 * day);
  expect(upsun.environment('idle')?.status).toBe('active');
  upsun.passTime(2 * day);

  expect(upsun.environment('idle')?.status).toBe('paused');
  expect(upsun.environment('main')?.status).toBe('active');
  const { body } = await ask('GET', '/environments/idle/activities?type=environment.pause');
  expect(body).toMatchObject([{ type: 'environment.pause', state: 'complete', result: 'success' }]);
  const ago = Date.now() - Date.parse(body[0].created_at);
  expect(ago / day).toBeCloseTo(1, 2);
  const last = upsun.cronRuns('idle').at(-1);
  expect(Date.parse(last?.createdAt ?? '')).toBeLessThanOrEqual(Date.parse(body[0].created_at));
});

test('a deployment keeps a preview from being paused', async () => {
  const { upsun, ask } = await start();
  await upsun.addEnvironment({ id: 'busy', status: 'active' });
  upsun.passTime(13 * day, 'busy');
  await ask('POST', '/environments/busy/redeploy');
  await upsun.settled();
  upsun.passTime(2 * day, 'busy');
  expect(upsun.environment('busy')?.status).toBe('active');
});

test('crons of a backdated environment go on for 14 days', async () => {
  const { upsun } = await start();
  await upsun.addEnvironment({ id: 'old', status: 'active' });
  upsun.backdate('old', new Date(Date.now() - 20 * day));
  const last = Date.parse(upsun.cronRuns('old').at(-1)?.createdAt ?? '');
  expect((Date.now() - last) / day).toBeCloseTo(6, 2);
});
