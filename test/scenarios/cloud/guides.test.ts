/** The guides in docs, followed to the letter. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { type Scenario, scenario } from '../scenario.ts';
import { configuration } from '../well-set-up.ts';
import { readGuide } from './guide.ts';

/** What Bitbucket keeps for the repository. */
function repositoryVariables({ upsun, cloudVariables }: Scenario): Record<string, string> {
  const projects = ['PROJECT_ID', 'SHOP_PROJECT', 'BLOG_PROJECT', 'ACCOUNT_PROJECT'];
  return {
    ...cloudVariables,
    ...Object.fromEntries(projects.map((name) => [name, upsun.projectId])),
    PREVIEW_LOGIN: 'guest:open-sesame',
  };
}

/** The clone stays as it was, so that nothing else in it goes unnoticed. */
function elsewhere({ directory }: Scenario): Record<string, string> {
  return { REPORT_FILE: join(directory, 'upsun-report.json') };
}

function environments({ upsun }: Scenario): Record<string, string> {
  return Object.fromEntries(upsun.environments().map(({ id, status }) => [id, status]));
}

test.each([{ name: 'one-project' }, { name: 'many-repositories' }])(
  'the page $name: main is deployed, a pull request gets a preview, and loses it when it is closed',
  async ({ name }) => {
    const guide = await readGuide(name);
    const world = await scenario();
    const variables = repositoryVariables(world);
    const { id, commit } = await openPullRequest(world);

    const [main] = await guide.run(world, ['branches', 'main'], { branch: 'main' }, variables);
    expect(main?.exitCode === 0 ? '' : main?.output).toBe('');
    const [preview] = await guide.run(world, ['pull-requests', '**'], { pullRequest: id }, variables);
    expect(preview?.exitCode === 0 ? '' : preview?.output).toBe('');
    expect(environments(world)).toEqual({ main: 'active', 'pr-1': 'active' });
    expect(world.bitbucket.latestStatus(commit)?.state).toBe('SUCCESSFUL');

    const onMain = { custom: { branch: 'main' } };
    const [again] = await guide.run(world, ['custom', 'reconcile'], onMain, variables, elsewhere(world));
    expect(again?.exitCode).toBe(0);
    expect(world.changes()).toEqual([]);
    await world.bitbucket.mergePullRequest(id, { closeSourceBranch: true });
    await guide.run(world, ['custom', 'clean-up'], onMain, variables);
    expect(environments(world)).toEqual({ main: 'active' });
  },
);

test('docs/one-project.md: pull requests of the bot get no preview, by night neither', async () => {
  const guide = await readGuide('one-project');
  const world = await scenario();
  const variables = repositoryVariables(world);
  const { id } = await openPullRequest(world, { 'a.txt': 'a' }, 'renovate/undici');

  await guide.run(world, ['pull-requests', '**'], { pullRequest: id }, variables);
  await guide.run(
    world,
    ['custom', 'reconcile'],
    { custom: { branch: 'main' } },
    variables,
    elsewhere(world),
  );

  expect(environments(world)).toEqual({ main: 'active' });
});

test('docs/monorepo.md: a pull request gets a preview where it changes something, and three sets of outputs', async () => {
  const guide = await readGuide('monorepo');
  const world = await scenario();
  const outputs = join(world.directory, 'outputs.env');
  const variables = repositoryVariables(world);
  const { id } = await openPullRequest(world, { 'blog/index.html': 'News' });

  const runs = await guide.run(world, ['pull-requests', '**'], { pullRequest: id }, variables, {
    OUTPUT_FILE: outputs,
  });

  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(parseEnv(await readFile(outputs, 'utf8'))).toMatchObject({
    SHOP_ENVIRONMENT_RESULT: 'skipped',
    BLOG_ENVIRONMENT_RESULT: 'deployed',
    BLOG_ENVIRONMENT_URL: world.upsun.environment('pr-1')?.url,
    // The sandbox has one project, on which it is up to date by then.
    ACCOUNT_ENVIRONMENT_RESULT: 'unchanged',
  });
});

test.each([{ name: 'one-project' }, { name: 'monorepo' }, { name: 'many-repositories' }])(
  'validate finds nothing missing in the files of the page $name',
  async ({ name }) => {
    const { texts } = await readGuide(name);
    // The last one is that of the repository itself.
    const files = { 'bitbucket-pipelines.yml': texts.at(-1) ?? '', '.upsun/config.yaml': configuration };
    const world = await scenario({ files });
    await world.upsun.addEnvironment({ id: 'pr-1', status: 'active', parent: 'main' });

    const run = await world.deploy({ branch: 'main' }, { COMMAND: 'validate', NO_COLOR: '1' });

    expect(run.output).not.toMatch(/^✖/m);
    expect(run.exitCode).toBe(0);
  },
);
