/** Writes docs/what-people-see.md from runs in the sandbox, and fails where that page would change. */
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { PipeRun } from '../sandbox/ci/pipe.ts';
import { openPullRequest } from './failure.ts';
import { addOwn } from './marks.ts';
import { scenario, type Scenario } from './scenario.ts';

const comment = { PULL_REQUEST_COMMENT: 'true' };
const onMain = { custom: { branch: 'main' } };
const title = `# What people see

Every block below was written by the pipe, in the tests, against the sandbox. Addresses, hashes and times are replaced.
`;

/** What differs from run to run, by something that always reads the same. */
function steady(world: Scenario, text: string): string {
  return withSteadyHashes(stripVTControlCharacters(text))
    .replaceAll(/ssh:\/\/[^@\s]+@[\w.]+:\d+/g, 'ssh://abc123def4567@git.eu-5.example')
    .replaceAll(/\b(127\.0\.0\.1|localhost):(\d+)/g, (_, host: string, port: string) =>
      host === 'localhost' ? `www.${siteName(world, port)}` : siteName(world, port),
    )
    .replaceAll(/http:\/\/(?=[\w.-]*example)/g, 'https://')
    .replaceAll(/%7B[\w-]+%7D/g, '%7Bstep%7D')
    .replaceAll(/\b[0-9a-f]{26}\b/g, 'kq2fl7sm3rjxo')
    .replaceAll(/tree: [0-9a-f]{7}/g, 'tree: 5f1c2aa')
    .replaceAll(/-[0-9a-f]{7}-(?=abc)/g, '-x1y2z3a-')
    .replaceAll(/\b\d+ s\b/g, '42 s')
    .replaceAll(/"value":\d+/g, '"value":42000')
    .replaceAll(/[ \t]+$/gm, '');
}

/** The host of the environment that is served at a port, by the environment's own name. */
function siteName({ upsun }: Scenario, port: string): string {
  const environment = upsun.environments().find(({ url }) => url && new URL(url).port === port);
  if (!environment) throw new Error(`No environment is served at port ${port}`);
  return `${environment.id.replaceAll('/', '-')}.example.site`;
}

/** Commits by the order in which they are first named, however long. */
function withSteadyHashes(text: string): string {
  const names = ['9b1d4e02', '0f3a7c21', 'c44d81e9', '5e6f7a8b', 'd20b9c36', '71a3f5e8'];
  const known = new Map<string, string>();
  return text.replaceAll(/\b(?=[0-9a-f]*\d)(?:[0-9a-f]{40}|[0-9a-f]{12}|[0-9a-f]{8})\b/g, (hash) => {
    const short = hash.slice(0, 8);
    const name = known.get(short) ?? names[known.size % names.length] ?? short;
    known.set(short, name);
    return name.repeat(5).slice(0, hash.length);
  });
}

function block(world: Scenario, text: string, language = ''): string {
  return `\`\`\`\`${language}\n${steady(world, text).trim()}\n\`\`\`\``;
}

function logOf(world: Scenario, run: PipeRun): string {
  return `The log of the step, which ends with exit code ${run.exitCode}:\n\n${block(world, run.output)}`;
}

/** Everything that Bitbucket shows beside a commit and on its pull request. */
function shown(world: Scenario, commit: string, pullRequest: number): string {
  const { bitbucket } = world;
  const statuses = bitbucket
    .statuses(commit)
    .map(
      ({ state, name, description, url }) => `${state.padEnd(10)} ${name}: ${description}\n           ${url}`,
    );
  const [report] = bitbucket.reports(commit);
  const [first] = bitbucket.comments(pullRequest);
  return [
    `The build status, from first to last:\n\n${block(world, statuses.join('\n'))}`,
    report ? `The Code Insights report:\n\n${block(world, describe(report.content))}` : '',
    first ? `The comment on the pull request:\n\n${block(world, first.raw, 'markdown')}` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function describe(content: Record<string, unknown>): string {
  const { title: heading, result = 'no result', details, link, data } = content;
  const rows = (data as { title: string; value: unknown }[]).map(
    ({ title: name, value }) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [`${String(heading)} (${String(result)})`, String(details), `Link: ${String(link)}`, ...rows]
    .join('\n')
    .replaceAll(/Duration: \d+/g, 'Duration: 42000 ms');
}

async function ready(): Promise<string> {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  const run = await world.deploy({ pullRequest: id }, comment);
  const outputs = `The outputs for later steps:\n\n${block(world, run.outputVariables)}`;
  return ['## A pull request is opened', logOf(world, run), shown(world, commit, id), outputs].join('\n\n');
}

async function broken(): Promise<string> {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world, {
    'build-fails': 'npm error Missing script: "build"\n',
  });
  const run = await world.deploy({ pullRequest: id }, comment);
  return ['## A build fails', logOf(world, run), shown(world, commit, id)].join('\n\n');
}

async function brokenHook(): Promise<string> {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world, { 'deploy-fails': 'table "users" is locked\n' });
  const run = await world.deploy({ pullRequest: id });
  return [
    '## A hook fails although the environment is live',
    logOf(world, run),
    shown(world, commit, id),
  ].join('\n\n');
}

async function superseded(): Promise<string> {
  const world = await scenario();
  const { id, commit, source } = await openPullRequest(world);
  await world.repository.commit(source, { 'index.html': 'Newer' });
  const run = await world.deploy({ pullRequest: id }, {}, { commit });
  return [
    '## A newer commit was pushed while the step waited',
    logOf(world, run),
    shown(world, commit, id),
  ].join('\n\n');
}

async function withoutRoom(): Promise<string> {
  const world = await scenario({ upsun: { environmentLimit: 1 } });
  await world.upsun.addEnvironment({ id: 'demo', status: 'active', parent: 'main' });
  const { id, commit } = await openPullRequest(world);
  const run = await world.deploy({ pullRequest: id });
  const outputs = `The outputs for later steps:\n\n${block(world, run.outputVariables)}`;
  return [
    '## There is no room for another environment',
    logOf(world, run),
    shown(world, commit, id),
    outputs,
  ].join('\n\n');
}

async function everything(): Promise<string> {
  const world = await scenario({ upsun: { concurrency: 1 } });
  const old = await openPullRequest(world, {}, 'feature/old');
  await world.deploy({ pullRequest: old.id });
  await world.bitbucket.mergePullRequest(old.id, { closeSourceBranch: true });
  await openPullRequest(world, { 'a.txt': 'a' }, 'feature/a');
  await openPullRequest(world, { 'build-fails': 'npm error\n' }, 'feature/b');
  const run = await world.deploy(onMain, { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' }, { clone: false });
  return ['## A scheduled reconcile after missed events', logOf(world, run)].join('\n\n');
}

async function refusal(): Promise<string> {
  const world = await scenario();
  for (const id of ['old/1', 'old/2', 'old/3']) await addOwn(world, id);
  const run = await world.deploy(onMain, { COMMAND: 'cleanup', MAX_DELETIONS: '2' }, { clone: false });
  return ['## Too much would be deleted', logOf(world, run)].join('\n\n');
}

async function misconfigured(): Promise<string> {
  const world = await scenario();
  const wrong = { PROJECT_ID: '', WAIT: 'maybe', PRUNE_BRANCH: 'false', DEPLOY_TIMEOUT: '0m' };
  const run = await world.deploy({ branch: 'main' }, wrong);
  return ['## Settings that are not valid', logOf(world, run)].join('\n\n');
}

async function checked(): Promise<string> {
  const world = await scenario();
  const run = await world.deploy({ branch: 'main' }, { COMMAND: 'validate' });
  return ['## The set-up is checked', logOf(world, run)].join('\n\n');
}

test('docs/what-people-see.md shows what the pipe writes', async () => {
  const sections = [];
  for (const section of [
    ready,
    broken,
    brokenHook,
    superseded,
    withoutRoom,
    everything,
    refusal,
    misconfigured,
    checked,
  ]) {
    sections.push(await section());
  }
  await expect(`${[title.trim(), ...sections].join('\n\n')}\n`).toMatchFileSnapshot(
    '../../docs/what-people-see.md',
  );
});
