import type { PipeRun } from '../../sandbox/ci/pipe.ts';
import type { TrustWorld } from '../kill/world.ts';

/** How many texts a world takes. */
export const textsOfWorld = 8;

/** A trace that a text leaves where somebody executes it. */
const executed = [
  '$(touch${IFS}executed)',
  '`touch${IFS}executed`',
  ';touch${IFS}executed;',
  '|touch${IFS}executed',
];

/**
 * Runs in which others wrote these texts: a title, a description, names of branches and of files, messages of commits,
 * lines of a log and what servers say. One goes well, one fails in the build, one in a conflict and one is refused.
 */
export async function deployTexts(world: TrustWorld, texts: readonly string[]): Promise<PipeRun[]> {
  const { repository, bitbucket, upsun, faults } = world;
  const [
    title = '',
    description = '',
    name = '',
    file = '',
    message = '',
    log = '',
    said = '',
    project = '',
  ] = texts.map((text, index) => text + executed[index % executed.length]);
  const source = `feature/${branchName(name)}`;
  const path = fileName(file);
  const variables = { PULL_REQUEST_COMMENT: 'true' };
  upsun.title = project.toWellFormed();

  await repository.commit(source, { [path]: 'a' }, { from: 'main', message: message.replaceAll('\0', '') });
  const id = await bitbucket.openPullRequest({ source, title, description });
  const runs = [await world.run({ target: { pullRequest: id }, variables })];
  await repository.commit(source, { 'build-fails': `${log}\n${secretsOf(world)}` });
  runs.push(await world.run({ target: { pullRequest: id }, variables }));
  await repository.commit('main', { [path]: 'b' });
  const merging = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false', BUILD_PULL_REQUESTS_POST_MERGE: 'true' };
  const nightly = { target: { custom: { branch: 'main' } }, options: { clone: false } };
  runs.push(await world.run({ ...nightly, variables: { ...variables, ...merging } }));
  const text = `${said} ${secretsOf(world)}`;
  faults.push({
    server: 'upsun-api',
    answer: { status: 403, body: { message: text, detail: text, error: { message: text } } },
  });
  runs.push(await world.run({ target: { branch: 'main' }, variables }));
  return runs;
}

function secretsOf({ variables }: TrustWorld): string {
  const { UPSUN_CLI_TOKEN = '', BITBUCKET_ACCESS_TOKEN = '', BITBUCKET_SERVER_TOKEN = '' } = variables;
  return [UPSUN_CLI_TOKEN, BITBUCKET_ACCESS_TOKEN, BITBUCKET_SERVER_TOKEN].join(' ');
}

/** As much of a text as git takes for the name of a branch. */
function branchName(text: string): string {
  const allowed = text
    .toWellFormed()
    .replaceAll(/[\s~^:?*[\\\p{Cc}]|@\{|\.\.|\/|\.lock|\uFFFD/gu, '')
    .replaceAll(/^[.-]+|\.+$/g, '');
  return allowed.slice(0, 60).toWellFormed() || 'a';
}

/** As much of a text as fast-import takes for the name of a file. */
function fileName(text: string): string {
  return `f${text.toWellFormed().replaceAll(/[\0\n/"\\]|\.\.|^\.|\.$/g, '')}`;
}
