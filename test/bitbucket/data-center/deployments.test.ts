import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../../src/bitbucket/bitbucket.ts';
import { type Reply, rejection } from '../../http/loopback.ts';
import { someCommit } from '../some-commit.ts';
import { answer, dataCenterWith, noRepository, refusal } from './server.ts';

const { signal } = new AbortController();
const deployment: Deployment = {
  key: 'upsun/abc123',
  sequence: 12,
  name: 'pr-7 #12',
  description: 'Ready',
  state: 'SUCCESSFUL',
  url: 'https://console.example.com/pr-7',
  otherUrls: [],
  environment: { key: 'pr-7', name: 'PR 7', type: 'DEVELOPMENT', url: 'https://pr-7.example.com' },
};

describe('a deployment', () => {
  test('is told of with the site that it made', async () => {
    const { bitbucket, asked, bodies } = await dataCenterWith([answer({})]);
    await bitbucket.setDeployment(someCommit, deployment, signal);
    expect(asked()).toEqual([`POST /commits/${someCommit}/deployments`]);
    expect(bodies()).toEqual([
      {
        key: 'upsun/abc123',
        deploymentSequenceNumber: 12,
        displayName: 'pr-7 #12',
        description: 'Ready',
        state: 'SUCCESSFUL',
        url: 'https://console.example.com/pr-7',
        environment: {
          key: 'pr-7',
          displayName: 'PR 7',
          type: 'DEVELOPMENT',
          url: 'https://pr-7.example.com',
        },
      },
    ]);
  });

  test('has no longer texts than Bitbucket takes', async () => {
    const { bitbucket, bodies } = await dataCenterWith([answer({})]);
    const long = 'x'.repeat(300);
    const environment = { ...deployment.environment, name: long };
    const told = { ...deployment, name: long, description: long, key: long, environment };
    await bitbucket.setDeployment(someCommit, told, signal);
    const shown = `${'x'.repeat(254)}…`;
    expect(bodies()).toMatchObject([
      {
        key: 'x'.repeat(255),
        displayName: shown,
        description: shown,
        environment: { displayName: shown },
      },
    ]);
  });

  test('links to the next page where the address of the first is too long, and to no site whose address is', async () => {
    const { bitbucket, bodies } = await dataCenterWith([answer({})]);
    const url = `https://console.example.com/${'x'.repeat(1024)}`;
    const environment = { ...deployment.environment, url };
    const otherUrls = ['https://console.example.com'];
    await bitbucket.setDeployment(someCommit, { ...deployment, url, otherUrls, environment }, signal);
    expect(bodies()).toMatchObject([{ url: 'https://console.example.com' }]);
    expect(bodies()).not.toMatchObject([{ environment: { url: expect.anything() } }]);
  });

  test('is told of without emoji where the database stores none', async () => {
    const { bitbucket, bodies } = await dataCenterWith([refusal(400, null), answer({})]);
    const environment = { ...deployment.environment, name: 'PR 🚀' };
    await bitbucket.setDeployment(someCommit, { ...deployment, name: '🚀 pr-7', environment }, signal);
    expect(bodies()[1]).toMatchObject({ displayName: ' pr-7', environment: { displayName: 'PR ' } });
  });

  test.each([
    ['INPROGRESS', 'IN_PROGRESS'],
    ['FAILED', 'FAILED'],
    ['STOPPED', 'CANCELLED'],
  ] as const)('that is %s is %s in the words of Data Center', async (state, said) => {
    const { bitbucket, bodies } = await dataCenterWith([answer({})]);
    await bitbucket.setDeployment(someCommit, { ...deployment, state }, signal);
    expect(bodies()).toMatchObject([{ state: said }]);
  });

  test.each<[string, Reply]>([
    ['says that it is switched off', refusal(404, null, 'Deployments are disabled')],
    ['has no such resource', { status: 404, body: '{"message":"null for uri"}' }],
  ])('is no error where the server %s', async (_how, reply) => {
    const { bitbucket } = await dataCenterWith([reply]);
    await expect(bitbucket.setDeployment(someCommit, deployment, signal)).resolves.toBeUndefined();
  });

  test.each([
    ['the repository is not there', noRepository],
    ['it is refused', refusal(400, null)],
  ])('is an error where %s', async (_what, reply) => {
    const { bitbucket } = await dataCenterWith([reply]);
    expect(await rejection(bitbucket.setDeployment(someCommit, deployment, signal))).toMatchObject({
      name: 'PipeError',
    });
  });
});
