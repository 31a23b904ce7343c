/** The story of a project's environments, on the sandbox, with the built pipe. */
import { styleText } from 'node:util';
import { reference } from './docs/identity.ts';
import { startSandbox } from '../test/sandbox/index.ts';
import type { Target } from '../test/sandbox/ci/target.ts';

await using sandbox = await startSandbox();
const { repository, cloud: bitbucket, upsun, pipelines, cloudVariables: variables } = sandbox;

say('A Bitbucket repository and an Upsun project were started on this machine; production is live.');
await show('main');

say('1. Somebody pushes to main. The pipe runs as a step of the pipeline:');
const sale = await repository.commit('main', { 'index.html': '<h1>Shop: sale!</h1>\n' }, { message: 'Sale' });
await runPipe({ branch: 'main' });
await show('main');
showStatus(sale);

say('2. A branch and a pull request: it gets an environment with its code and the data of production.');
const branch = 'feature/login';
const first = await repository.commit(
  branch,
  { 'index.html': '<h1>Shop: log in</h1>\n' },
  { from: 'main', message: 'Log in' },
);
const pullRequest = await bitbucket.openPullRequest({ source: branch, title: 'Log in' });
await runPipe({ pullRequest });
await show('pr-1');
showStatus(first);

say('3. A reviewer asks for a change. The next push updates the same environment, whose data stays:');
const second = await repository.commit(
  branch,
  { 'index.html': '<h1>Shop: log in, with a hint</h1>\n' },
  { message: 'Hint' },
);
await runPipe({ pullRequest });
await show('pr-1');
showStatus(second);

say('4. A commit that does not build. git push succeeds; the step fails, because the deployment did:');
const broken = await repository.commit(
  branch,
  { 'build-fails': 'npm error Missing script: "build"\n' },
  { message: 'Tidy up' },
);
await runPipe({ pullRequest });
await show('pr-1');
showStatus(broken);

say('5. The pull request is mended and merged. The pipeline of main deploys it, and cleans up after it:');
await repository.commit(branch, { 'build-fails': null }, { message: 'Mend the build' });
await bitbucket.mergePullRequest(pullRequest, { closeSourceBranch: true });
await runPipe({ branch: 'main' });
await show('main');
showEnvironments();

say('6. A week in which no pipeline ran: a pull request is declined, a branch deleted, another one opened.');
for (const name of ['search', 'newsletter']) {
  const source = `feature/${name}`;
  await repository.commit(source, { [`${name}.html`]: name }, { from: 'main', message: name });
  await bitbucket.openPullRequest({ source, title: name });
}
await runPipe({ custom: { branch: 'main' } }, { COMMAND: 'reconcile' });
await bitbucket.declinePullRequest(pullRequest + 1);
await repository.deleteBranch('feature/search');
await repository.commit('feature/newsletter', { 'newsletter.html': 'Weekly' }, { message: 'Weekly' });
await repository.commit('feature/basket', { 'basket.html': 'Basket' }, { from: 'main', message: 'Basket' });
await bitbucket.openPullRequest({ source: 'feature/basket', title: 'Basket' });
showEnvironments();

say('   The scheduled reconcile brings everything in line, without a clone:');
await runPipe({ custom: { branch: 'main' } }, { COMMAND: 'reconcile' });
showEnvironments();

say('7. Suddenly almost every branch is gone. That may be a mistake, so nothing is deleted:');
for (const name of ['newsletter', 'basket']) await repository.deleteBranch(`feature/${name}`);
await runPipe({ custom: { branch: 'main' } }, { COMMAND: 'cleanup', MAX_DELETIONS: '1' });
showEnvironments();

say('8. From now on production follows tags. A push to main leaves it alone; the tag deploys it:');
const releases = { RELEASE_TAGS: 'v*' };
const spring = await repository.commit(
  'main',
  { 'index.html': '<h1>Shop: spring</h1>\n' },
  { message: 'Spring' },
);
await runPipe({ branch: 'main' }, releases);
await show('main');
await repository.setTag('v1.0', spring, 'Spring');
await runPipe({ tag: 'v1.0' }, releases);
await show('main');
showStatus(spring);

say(
  '9. The next release has a mistake, so the earlier one is deployed again with ROLLBACK, until the next release:',
);
const summer = await repository.commit(
  'main',
  { 'index.html': '<h1>Shop: sumer</h1>\n' },
  { message: 'Summer' },
);
await repository.setTag('v1.1', summer, 'Summer');
await runPipe({ tag: 'v1.1' }, releases);
await show('main');
await runPipe({ tag: 'v1.0' }, { ...releases, ROLLBACK: 'true' });
await show('main');
showStatus(spring);

say('This is what bitbucket-pipelines.yml needs; the README has the rest:');
console.log(`pipelines:
  branches:
    main:
      - step: &upsun
          name: Deploy to Upsun
          clone: { depth: full }
          script:
            - pipe: ${reference}
              variables:
                UPSUN_CLI_TOKEN: $UPSUN_CLI_TOKEN
                PROJECT_ID: abc123def4567
                BITBUCKET_ACCESS_TOKEN: $BITBUCKET_ACCESS_TOKEN
  pull-requests:
    '**':
      - step: *upsun
`);

function say(text: string): void {
  console.log(`\n${styleText('bold', text)}\n`);
}

async function runPipe(target: Target, more: Record<string, string> = {}): Promise<void> {
  const run = await pipelines.run(target, {
    variables: { ...variables, ...more },
    clone: more.COMMAND === undefined,
    onOutput: (text) => void process.stdout.write(text),
  });
  console.log(`\n  exit code ${run.exitCode} after ${(run.duration / 1000).toFixed(1)} s`);
}

function showEnvironments(): void {
  const all = upsun.environments().map(({ id, status }) => `${id} (${status})`);
  console.log(`  Environments: ${all.join(', ')}`);
}

/** Fetches an environment over HTTP, as a reviewer's browser would. */
async function show(id: string): Promise<void> {
  const url = upsun.environment(id)?.url ?? '';
  const page = (await (await fetch(url)).text()).trim();
  const data = await (await fetch(new URL('_data', url))).text();
  console.log(`  ${id} answers at ${url}`);
  console.log(`    page: ${page}`);
  console.log(`    data: ${data}`);
}

/** What stands beside the commit on Bitbucket. */
function showStatus(commit: string): void {
  const status = bitbucket.latestStatus(commit);
  console.log(`  Bitbucket shows: ${status?.state} "${status?.description}"`);
  console.log(`    its link: ${status?.url}`);
}
