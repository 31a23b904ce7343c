import { describe, expect, test } from 'vitest';
import type { Annotation, Report } from '../../../src/bitbucket/reports.ts';
import { report } from './calls.ts';
import { hosts, start } from './hosts.ts';

const { signal } = new AbortController();
const id = 'upsun-abc123-pr-7';

const remarks = (count: number): Annotation[] =>
  Array.from({ length: count }, (_, index) => ({
    summary: `Remark ${index}`,
    details: `Line ${index} of the log`,
    severity: 'HIGH',
    link: `https://console.example.com/log#${index}`,
  }));

describe.each(hosts)('a report on $name', (host) => {
  const remarked = (count: number) =>
    remarks(count).map(({ summary, details, severity, link }) => ({
      ...host.annotation(summary, details),
      severity,
      link,
    }));

  test('says what it was given, in the words of the host', async () => {
    const { bitbucket, people, commit } = await start(host);
    const data: Report['data'] = [
      { title: 'Environment', type: 'LINK', value: { text: 'pr-7', href: 'https://pr-7.example.com/' } },
      { title: 'Duration', type: 'DURATION', value: 90_000 },
      { title: 'Parent', type: 'TEXT', value: 'main' },
    ];
    await bitbucket.setReport(commit, id, { ...report, data }, signal);
    const { title, details, link } = report;
    expect(people.reports(commit)).toMatchObject([
      {
        externalId: id,
        content: {
          title,
          details,
          link,
          reporter: 'Upsun',
          result: host.results.PASSED,
          data: [
            {
              title: 'Environment',
              type: 'LINK',
              value: host.linkValue('pr-7', 'https://pr-7.example.com/'),
            },
            { title: 'Duration', type: 'DURATION', value: 90_000 },
            { title: 'Parent', type: 'TEXT', value: 'main' },
          ],
        },
        annotations: [],
      },
    ]);
  });

  test('of which nothing was decided has no result', async () => {
    const { bitbucket, people, commit } = await start(host);
    await bitbucket.setReport(commit, id, { ...report, result: undefined }, signal);
    expect(people.reports(commit)).toHaveLength(1);
    expect(people.reports(commit)[0]?.content).not.toHaveProperty('result');
  });

  test('replaces the one of its id with all that was remarked there, and no other', async () => {
    const { bitbucket, people, main, commit } = await start(host);
    await bitbucket.setReport(commit, id, { ...report, annotations: remarks(3) }, signal);
    await bitbucket.setReport(commit, 'upsun-other', report, signal);
    await bitbucket.setReport(main, id, report, signal);
    const failed = { ...report, result: 'FAILED', annotations: remarks(1) } as const;
    await bitbucket.setReport(commit, id, failed, signal);
    const reports = people
      .reports(commit)
      .toSorted((one, other) => one.externalId.localeCompare(other.externalId));
    expect(reports).toMatchObject([
      { externalId: id, content: { result: host.results.FAILED }, annotations: remarked(1) },
      { externalId: 'upsun-other', content: { result: host.results.PASSED } },
    ]);
    expect(people.reports(main)).toHaveLength(1);

    await bitbucket.setReport(commit, id, report, signal);
    expect(people.reports(commit).find(({ externalId }) => externalId === id)).toMatchObject({
      content: { result: host.results.PASSED },
      annotations: [],
    });
  });

  test('leaves out the last data where there are more than the host takes', async () => {
    const { bitbucket, people, commit } = await start(host);
    const data = Array.from({ length: 12 }, (_, index) => ({
      title: `Datum ${index}`,
      type: 'DURATION' as const,
      value: index,
    }));
    await bitbucket.setReport(commit, id, { ...report, data }, signal);
    expect(people.reports(commit)).toMatchObject([{ content: { data: data.slice(0, host.mostData) } }]);
  });

  test('has more remarks than the host takes at once', async () => {
    const { bitbucket, people, commit } = await start(host);
    await bitbucket.setReport(commit, id, { ...report, annotations: remarks(250) }, signal);
    expect(people.reports(commit)[0]?.annotations).toMatchObject(remarked(250));
  });

  test('has no remark twice, although the answer was lost', async () => {
    const { bitbucket, people, commit, fail } = await start(host);
    fail({ method: 'POST', times: 1, drop: true, afterEffect: true });
    await Promise.allSettled([
      bitbucket.setReport(commit, id, { ...report, annotations: remarks(2) }, signal),
    ]);
    expect(people.reports(commit)[0]?.annotations).toMatchObject(remarked(2));
  });

  test('is put again where the answer was lost', async () => {
    const { bitbucket, people, commit, fail } = await start(host);
    fail({ method: 'PUT', times: 1, drop: true, afterEffect: true });
    await bitbucket.setReport(commit, id, { ...report, annotations: remarks(2) }, signal);
    expect(people.reports(commit)).toMatchObject([{ externalId: id, annotations: remarked(2) }]);
  });
});
