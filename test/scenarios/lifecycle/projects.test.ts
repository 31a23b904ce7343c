/** Several projects for one repository: people tell their reports apart by the projects' titles. */
import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const comment = { PULL_REQUEST_COMMENT: 'true' };

/** What the reports on a commit and its pull request are called. */
function namesOf({ bitbucket }: Scenario, commit: string, id: number) {
  const title = ({ content }: ReturnType<typeof bitbucket.reports>[number]) => String(content.title);
  return {
    statuses: [...new Set(bitbucket.statuses(commit).map(({ name }) => name))],
    reports: bitbucket.reports(commit).map(title).toSorted(),
    comments: bitbucket.comments(id).map(({ raw }) => raw.split('\n')[0]),
  };
}

test('the title of the project is in the name of its status, its report and its comment', async () => {
  const world = await scenario();
  const other = await scenario({ upsun: { projectId: 'other7654321' } });
  world.upsun.title = 'Shop';
  other.upsun.title = 'Back office';
  const { PROJECT_ID, UPSUN_CLI_TOKEN, UPSUN_API_URL, UPSUN_AUTH_URL, SSH_KNOWN_HOSTS } = other.variables;
  const elsewhere = { PROJECT_ID, UPSUN_CLI_TOKEN, UPSUN_API_URL, UPSUN_AUTH_URL, SSH_KNOWN_HOSTS };
  const { id, commit } = await openPullRequest(world);

  await world.deploy({ pullRequest: id }, comment);
  await world.deploy({ pullRequest: id }, { ...comment, ...(elsewhere as Record<string, string>) });

  expect(namesOf(world, commit, id)).toEqual({
    statuses: ['Upsun Shop: pr-1', 'Upsun Back office: pr-1'],
    reports: ['Upsun Back office: pr-1', 'Upsun Shop: pr-1'],
    comments: [
      expect.stringMatching(/^\*\*Upsun Shop ✔ successful:\*\* pr-1 ready/),
      expect.stringMatching(/^\*\*Upsun Back office ✔ successful:\*\* pr-1 ready/),
    ],
  });
});

test('and stays in the comment when the environment is deleted', async () => {
  const world = await scenario();
  world.upsun.title = 'Shop';
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id }, comment);
  await world.bitbucket.mergePullRequest(id);

  await world.deploy({ branch: 'main' }, { ...comment, COMMAND: 'cleanup' }, { clone: false });

  expect(world.bitbucket.comments(id).map(({ raw }) => raw.split('\n')[0])).toEqual([
    '**Upsun Shop:** pr-1 was deleted',
  ]);
});

test('whatever the title is, the reports are taken and say which environment they are about', async () => {
  const world = await scenario();
  world.upsun.title = `\u001B[31m**Shop**\r\n\u0007\u202E [x](https://evil.example) ${'very '.repeat(200)}long`;
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, comment);

  expect(run.exitCode).toBe(0);
  expect(run.output).not.toContain('WARNING');
  const { statuses, reports, comments } = namesOf(world, commit, id);
  const name = expect.stringMatching(
    /^Upsun \*\*Shop\*\* \[x\]\(https:\/\/evil\.example\) very [ -~]+…: pr-1$/,
  );
  expect(statuses).toEqual([name]);
  expect(reports).toEqual([name]);
  expect(comments).toEqual([
    expect.stringMatching(
      /^\*\*Upsun \\\*\\\*Shop\\\*\\\* \\\[x\\\]\\\([^\r\n]+… ✔ successful:\*\* pr-1 ready/,
    ),
  ]);
});

test.each(['', ' \t ', '\u0000\u200B'])(
  'a project without a title (%j) is called by its id',
  async (title) => {
    const world = await scenario();
    world.upsun.title = title;
    const { id, commit } = await openPullRequest(world);

    await world.deploy({ pullRequest: id });

    expect(namesOf(world, commit, id).statuses).toEqual(['Upsun abc123def4567: pr-1']);
  },
);
