import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cloudReports, putReport } from '../../../src/bitbucket/cloud/reports.ts';
import { proxiedApiUrl, sendThroughProxy } from '../../../src/bitbucket/cloud/proxy.ts';
import type { Report, ReportData } from '../../../src/bitbucket/reports.ts';
import * as insights from '../../../src/report/channels/insights-report.ts';
import { reportId } from '../../../src/report/channels/report-id.ts';
import type { DeploymentReport } from '../../../src/report/deployment.ts';
import { client, nobodyThere, rejection, serve } from '../../http/loopback.ts';
import { failedWith, live, reported } from '../../report/reported.ts';
import { someCommit } from '../some-commit.ts';
import { startBitbucket } from './sandbox.ts';

const id = reportId('abc123', 'pr-7');
const { longestDetails } = cloudReports(() => Promise.reject(new Error('Nobody is asked')), '');
const insightsReport = (report: DeploymentReport) => insights.insightsReport(report, longestDetails);
const passed = insightsReport(reported());
const failedCommands = [{ app: 'app', type: 'deploy', exitCode: 1 }];
const failed = insightsReport(failedWith('npm error', { failedCommands }));
const { signal } = new AbortController();

const remarks = (count: number): Report => ({
  ...failed,
  annotations: Array.from({ length: count }, (_, index) => ({
    summary: `remark ${index + 1}`,
    details: '',
    severity: 'HIGH',
    link: undefined,
  })),
});

describe('a report on Bitbucket Cloud', () => {
  test('says what is said of the environment', async () => {
    const { bitbucket, send, repositoryUrl, commit } = await startBitbucket();
    await putReport(send, { repositoryUrl, commit, id }, passed, signal);
    expect(bitbucket.reports(commit)).toMatchObject([
      {
        externalId: id,
        content: {
          title: 'Upsun Shop: pr-7',
          report_type: 'TEST',
          reporter: 'Upsun',
          result: 'PASSED',
          link: live,
          data: passed.data,
        },
        annotations: [],
      },
    ]);
  });

  test('is annotated with what failed', async () => {
    const { bitbucket, send, repositoryUrl, commit } = await startBitbucket();
    await putReport(send, { repositoryUrl, commit, id }, failed, signal);
    const [report] = bitbucket.reports(commit);
    expect(report).toMatchObject({ content: { result: 'FAILED' } });
    expect(report?.annotations).toMatchObject([
      {
        external_id: `${id}-1`,
        annotation_type: 'BUG',
        result: 'FAILED',
        severity: 'HIGH',
        summary: 'app: deploy failed with exit code 1',
        details: 'npm error',
      },
    ]);
  });

  test.each([
    [100, 1],
    [101, 2],
    [1000, 10],
  ])('with %i annotations sends them in %i parts', async (count, parts) => {
    const { bitbucket, send, repositoryUrl, commit, sent } = await startBitbucket();
    await putReport(send, { repositoryUrl, commit, id }, remarks(count), signal);
    const annotations = bitbucket.reports(commit)[0]?.annotations ?? [];
    expect(new Set(annotations.map((annotation) => annotation.external_id)).size).toBe(count);
    expect(sent().filter((request) => request.startsWith('POST'))).toHaveLength(parts);
  });

  test('is written also where the one before cannot be removed', async () => {
    const { world, bitbucket, send, repositoryUrl, commit } = await startBitbucket();
    world.faults.push({ method: 'DELETE', answer: { status: 403 } });
    await putReport(send, { repositoryUrl, commit, id }, passed, signal);
    expect(bitbucket.reports(commit)).toHaveLength(1);
  });

  test('that is refused is an error in words', async () => {
    const { world, send, repositoryUrl, commit } = await startBitbucket();
    world.faults.push({ method: 'PUT', answer: { status: 400 } });
    await expect(putReport(send, { repositoryUrl, commit, id }, passed, signal)).rejects.toThrow(
      'Bitbucket would not write a Code Insights report',
    );
  });
});

/** A report as Bitbucket has it after it was sent. */
async function asKept(report: Report) {
  const { bitbucket, send, repositoryUrl, commit } = await startBitbucket();
  await putReport(send, { repositoryUrl, commit, id }, report, signal);
  const [{ content, annotations } = { content: {}, annotations: [] }] = bitbucket.reports(commit);
  return {
    content: content as unknown as Report,
    annotations: annotations as unknown as Report['annotations'],
  };
}

describe('a report on Bitbucket Cloud has no more than Bitbucket takes', () => {
  test('of its links: a shorter page stands for it, and what has none is left out', async () => {
    const long = `https://console.upsun.com/projects/abc123/${'%E6%97%A5'.repeat(64)}`;
    const pages = { link: `${long}/log/1`, environmentPage: long, logPage: `${long}/log/1` };
    const report = insightsReport(failedWith('E: no database', pages));
    const { content, annotations } = await asKept(report);
    expect(content.link).toBe('https://console.upsun.com/projects/abc123');
    expect(annotations).toHaveLength(1);
    expect(JSON.stringify([content, annotations])).not.toContain('%E6');
  });

  test('of its title, details and data', async () => {
    const routes = Array.from({ length: 30 }, (_, index) => ({
      url: `https://${index}.example.com/`,
      primary: false,
      type: 'upstream',
    }));
    const long = 'x'.repeat(5000);
    const { content: report } = await asKept(
      insightsReport(
        reported({ routes, environment: long, description: long, branch: long, parent: long, status: long }),
      ),
    );
    expect(report.data).toHaveLength(10);
    expect(report.data[0]?.title).toBe('Environment');
    expect(report.title.length).toBeLessThanOrEqual(255);
    expect(report.details.length).toBeLessThanOrEqual(2000);
    const parent = report.data.find(({ title }: ReportData) => title === 'Parent');
    expect(parent?.value).toBe(`${'x'.repeat(254)}…`);
  });

  test('of annotations', async () => {
    const deploy = { type: 'deploy', exitCode: 1 };
    const many = Array.from({ length: 1200 }, () => ({ ...deploy, app: 'a'.repeat(600) }));
    const log = 'word '.repeat(10_000);
    const { annotations } = await asKept(insightsReport(failedWith(log, { failedCommands: many })));
    expect(annotations).toHaveLength(1000);
    expect(annotations[0]?.summary).toHaveLength(450);
    expect(annotations[0]?.details.length).toBeLessThanOrEqual(2000);
  });

  test('of the link to a route', async () => {
    const url = `https://${'x'.repeat(300)}.example.com/`;
    const { content } = await asKept(insightsReport(reported({ url })));
    expect(content.data[0]).toMatchObject({ value: { text: `${url.slice(0, 254)}…`, href: url } });
  });
});

const repositoryOf = (fullName: string) => `${proxiedApiUrl}/repositories/${fullName}`;

function through(proxy: string) {
  const proxies = { http: proxy, https: '', none: '' };
  const { http, sleeps } = client([new URL(proxiedApiUrl).origin], { proxies });
  return { send: sendThroughProxy(http), sleeps };
}

describe('through the proxy of Pipelines', () => {
  test('a report needs no credentials', async () => {
    const { world, bitbucket, proxy, commit } = await startBitbucket();
    const target = { repositoryUrl: repositoryOf(bitbucket.fullName), commit, id };
    await putReport(through(proxy.url).send, target, failed, signal);
    expect(bitbucket.reports(commit)).toMatchObject([
      { content: { result: 'FAILED' }, annotations: [{ details: 'npm error' }] },
    ]);
    expect(world.requests.map(({ headers }) => headers.authorization)).toEqual(
      world.requests.map(() => undefined),
    );
  });

  test('it is asked for the whole address, without a tunnel', async () => {
    const { origin, received } = await serve();
    const target = { repositoryUrl: repositoryOf('acme/shop'), commit: someCommit, id };
    await putReport(through(origin).send, target, failed, signal);
    const url = `http://api.bitbucket.org/2.0/repositories/acme/shop/commit/${someCommit}/reports/${id}`;
    expect(received.map(({ method, path }) => [method, path])).toEqual([
      ['DELETE', url],
      ['PUT', url],
      ['POST', `${url}/annotations`],
    ]);
    for (const { headers } of received) expect(headers.host).toBe('api.bitbucket.org');
  });

  test('nor would a proxy be asked that only tunnels', async () => {
    const tunnels: string[] = [];
    const server = createServer((_request, response) => response.writeHead(405).end());
    server.on('connect', ({ url = '' }, socket) => {
      tunnels.push(url);
      socket.destroy();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const target = { repositoryUrl: repositoryOf('acme/shop'), commit: someCommit, id };
    const error = await rejection(
      putReport(through(`http://127.0.0.1:${port}`).send, target, passed, signal),
    );
    expect(error).toMatchObject({ cause: { status: 405 } });
    expect(tunnels).toEqual([]);
  });

  test.each([401, 403])('that refuses with %i, the error says what to do', async (status) => {
    const { origin } = await serve({ status });
    const target = { repositoryUrl: repositoryOf('acme/shop'), commit: someCommit, id };
    expect(await rejection(putReport(through(origin).send, target, passed, signal))).toMatchObject({
      name: 'PipeError',
      message: expect.stringContaining('may not write a Code Insights report'),
      remedy: expect.stringContaining('BITBUCKET_ACCESS_TOKEN'),
    });
  });

  test('that is not there, the error names it and comes in bounded time', async () => {
    const { origin } = await nobodyThere();
    const { send, sleeps } = through(origin);
    const target = { repositoryUrl: repositoryOf('acme/shop'), commit: someCommit, id };
    const error = await rejection(putReport(send, target, passed, signal));
    expect(error).toMatchObject({
      name: 'PipeError',
      message: expect.stringContaining('could not be reached'),
    });
    expect(sleeps.reduce((sum, sleep) => sum + sleep, 0)).toBeLessThanOrEqual(30_000);
  });

  test('that hangs, the signal ends it', async () => {
    const { origin } = await serve('hang');
    const target = { repositoryUrl: repositoryOf('acme/shop'), commit: someCommit, id };
    const patience = AbortSignal.timeout(100);
    expect(await rejection(putReport(through(origin).send, target, passed, patience))).toBe(patience.reason);
  });
});
