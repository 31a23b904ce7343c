import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/bitbucket/reports.ts';
import { rejection } from '../../http/loopback.ts';
import { someCommit } from '../some-commit.ts';
import { answer, dataCenterWith, nothing, refusal } from './server.ts';

const { signal } = new AbortController();
const url = `/bitbucket/rest/insights/latest/projects/SHOP/repos/storefront/commits/${someCommit}/reports/com.upsun.abc%2Fpr-7`;
const key = 'com.upsun.abc/pr-7';
const report: Report = {
  title: 'Upsun pr-7',
  details: 'Deployed with the data of main',
  result: 'PASSED',
  link: 'https://pr-7.example.com',
  otherLinks: [],
  data: [],
  annotations: [],
};

describe('a report', () => {
  test('is put on the commit, and what an earlier one remarked is removed', async () => {
    const { bitbucket, asked, bodies } = await dataCenterWith([answer({}), nothing]);
    await bitbucket.setReport(someCommit, key, report, signal);
    expect(asked()).toEqual([`PUT ${url}`, `DELETE ${url}/annotations`]);
    expect(bodies()[0]).toEqual({
      title: 'Upsun pr-7',
      details: 'Deployed with the data of main',
      result: 'PASS',
      link: 'https://pr-7.example.com',
      reporter: 'Upsun',
      data: [],
    });
  });

  test('has its remarks after it, which are not sent twice', async () => {
    const { bitbucket, asked, bodies } = await dataCenterWith([answer({}), nothing, 'drop']);
    const annotations: Report['annotations'] = [
      {
        summary: 'app: deploy failed',
        details: 'no database',
        severity: 'MEDIUM',
        link: 'https://log.example.com',
      },
    ];
    await rejection(bitbucket.setReport(someCommit, key, { ...report, annotations }, signal));
    expect(asked().slice(2)).toEqual([`POST ${url}/annotations`]);
    const message = 'app: deploy failed\nno database';
    expect(bodies()[2]).toEqual({
      annotations: [{ message, severity: 'MEDIUM', link: 'https://log.example.com' }],
    });
  });

  test('has no more than Bitbucket takes', async () => {
    const { bitbucket, bodies } = await dataCenterWith([answer({}), nothing]);
    const long: Report = {
      ...report,
      title: 't'.repeat(500),
      details: 'd'.repeat(3000),
      data: Array.from({ length: 9 }, (_, index) => ({ title: `${index}`, type: 'DURATION', value: index })),
      annotations: Array.from({ length: 1200 }, () => ({
        summary: 'm',
        details: 'm'.repeat(3000),
        severity: 'HIGH',
        link: undefined,
      })),
    };
    await bitbucket.setReport(someCommit, key, long, signal);
    expect(bodies()[0]).toMatchObject({ title: `${'t'.repeat(449)}…`, details: `${'d'.repeat(1999)}…` });
    expect(bodies()[0]).toHaveProperty('data.length', 6);
    expect(bodies()[2]).toHaveProperty('annotations.length', 1000);
    expect(bodies()[2]).toHaveProperty('annotations.0.message', `m\n${'m'.repeat(1997)}…`);
  });

  test('has no longer values than Bitbucket takes', async () => {
    const { bitbucket, bodies } = await dataCenterWith([answer({}), nothing]);
    const href = `https://${'x'.repeat(300)}.example.com/`;
    const data: Report['data'] = [
      { title: 'Parent', type: 'TEXT', value: 'p'.repeat(300) },
      { title: 'Route', type: 'LINK', value: { text: href, href } },
    ];
    await bitbucket.setReport(someCommit, key, { ...report, data }, signal);
    expect(bodies()[0]).toMatchObject({
      data: [
        { title: 'Parent', type: 'TEXT', value: `${'p'.repeat(254)}…` },
        { title: 'Route', type: 'LINK', value: { linktext: `${href.slice(0, 254)}…`, href } },
      ],
    });
  });

  test('shows the details of an annotation to their end where they are as long as it says', async () => {
    const { bitbucket, bodies } = await dataCenterWith([answer({}), nothing]);
    const details = `${'d'.repeat(bitbucket.longestDetails - 1)}.`;
    const annotation = { summary: 's'.repeat(600), details, severity: 'HIGH', link: undefined } as const;
    await bitbucket.setReport(someCommit, key, { ...report, annotations: [annotation] }, signal);
    expect(bodies()[2]).toHaveProperty('annotations.0.message', `${'s'.repeat(449)}…\n${details}`);
  });

  test('that another user made is refused by name', async () => {
    const foreign = refusal(401, 'com.atlassian.bitbucket.AuthorisationException');
    const { bitbucket } = await dataCenterWith([foreign]);
    expect(await rejection(bitbucket.setReport(someCommit, key, report, signal))).toMatchObject({
      message: expect.stringContaining('BITBUCKET_SERVER_TOKEN may not set a Code Insights report'),
    });
  });
});

describe('a report with emoji, on a server whose database stores none', () => {
  const annotations = [
    { summary: '💥 failed', details: '🚀 log', severity: 'HIGH', link: undefined },
  ] as const;
  const data = [
    { title: 'Site', type: 'LINK', value: { text: '🛒', href: 'https://pr-7.example.com' } },
    { title: 'Parent', type: 'TEXT', value: 'release-🚀' },
    { title: 'Duration', type: 'DURATION', value: 1 },
  ] as const;
  const told: Report = { ...report, title: 'Shop 🛒', details: '🚀', data, annotations };

  test.each([
    ['the report', [refusal(400, null)]],
    ['its remarks', [answer({}), nothing, refusal(500, null)]],
  ])('is written without them, with each remark once, where %s is refused', async (_what, refused) => {
    const { bitbucket, asked, bodies } = await dataCenterWith([...refused, answer({}), nothing, nothing]);
    await bitbucket.setReport(someCommit, key, told, signal);
    expect(asked().slice(-3)).toEqual([`PUT ${url}`, `DELETE ${url}/annotations`, `POST ${url}/annotations`]);
    expect(bodies().at(-3)).toMatchObject({
      title: 'Shop ',
      details: '',
      data: [
        { value: { linktext: '', href: 'https://pr-7.example.com' } },
        { value: 'release-' },
        { value: 1 },
      ],
    });
    expect(bodies().at(-1)).toMatchObject({ annotations: [{ message: ' failed\n log' }] });
  });
});

test('links that are too long are left out of a report, or stood for by a shorter page', async () => {
  const { bitbucket, bodies } = await dataCenterWith([answer({}), nothing, nothing]);
  const long = `https://console.example.com/${'x'.repeat(2000)}`;
  const annotations = [{ summary: 'failed', details: '', severity: 'HIGH', link: long }] as const;
  const data = [{ title: 'Log', type: 'LINK', value: { text: 'Log', href: long } }] as const;
  const links = { link: long, otherLinks: ['https://console.example.com'] };
  await bitbucket.setReport(someCommit, key, { ...report, ...links, data, annotations }, signal);
  expect(bodies()[0]).toMatchObject({ link: 'https://console.example.com', data: [] });
  expect(JSON.stringify(bodies())).not.toContain(long);
});
