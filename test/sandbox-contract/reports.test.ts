/** Proves that Code Insights reports and comments on Bitbucket Cloud are sent and answered as documented. */
import { expect, test } from 'vitest';
import { cloudComments } from '../../src/bitbucket/cloud/comments.ts';
import { putReport } from '../../src/bitbucket/cloud/reports.ts';
import * as insights from '../../src/report/channels/insights-report.ts';
import { reportId } from '../../src/report/channels/report-id.ts';
import type { DeploymentReport } from '../../src/report/deployment.ts';
import { startBitbucket } from '../bitbucket/cloud/sandbox.ts';
import { failedWith, reported } from '../report/reported.ts';
import { createContract } from '../sandbox/contract/check.ts';

const insightsReport = (report: DeploymentReport) => insights.insightsReport(report, 2000);
const { signal } = new AbortController();

test('Code Insights reports are written as documented', async () => {
  const { world, send, repositoryUrl, commit } = await startBitbucket();
  const target = { repositoryUrl, commit, id: reportId('abc123', 'pr-7') };
  const failedCommands = [{ app: 'app', type: 'deploy', exitCode: 1 }];
  for (const state of ['successful', 'stopped'] as const)
    await putReport(send, target, insightsReport(reported({ state })), signal);
  await putReport(send, target, insightsReport(failedWith('npm error', { failedCommands })), signal);
  expect(world.requests).toHaveLength(7);
  expect((await createContract())?.violations(world.requests)).toEqual([]);
});

test('comments are read, made and edited as documented', async () => {
  const { world, send, repositoryUrl, pullRequest } = await startBitbucket();
  const api = cloudComments(send, repositoryUrl);
  const comment = await api.createComment(pullRequest, 'in progress', signal);
  await api.updateComment(pullRequest, comment, 'ready', signal);
  await api.comments(pullRequest, signal);
  expect(world.requests).toHaveLength(3);
  expect((await createContract())?.violations(world.requests)).toEqual([]);
});
