/** After each of these, as after every scenario, no secret is in the log, in the files or in what Bitbucket was told. */
import { expect, test } from 'vitest';
import type { Answer, Fault, Request } from '../../sandbox/server.ts';
import { openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { encodingsOf } from '../secrets.ts';

const auth = { HTTP_AUTH: 'team:review only & 9f3b' };
const everything = { ...auth, PULL_REQUEST_COMMENT: 'true', DEBUG: 'true' };

/** All that the run knows before it starts, in every encoding, on lines of their own. */
function secretsOf({ variables, credentials }: Scenario): string {
  const { UPSUN_CLI_TOKEN = '', [credentials]: token = '' } = variables;
  return [UPSUN_CLI_TOKEN, token, auth.HTTP_AUTH, 'review only & 9f3b'].flatMap(encodingsOf).join('\n');
}

/** A server that shows whoever asks what it was asked with. */
function echo(status: number): (request: Request) => Answer {
  return ({ headers, raw }) => {
    const { authorization = '' } = headers;
    const token = authorization.split(' ')[1] ?? '';
    const message = [
      authorization,
      ...encodingsOf(token),
      raw.toString(),
      encodeURIComponent(raw.toString()),
    ].join('\n');
    return {
      status,
      body: { error: { message, detail: message }, error_description: message, message, detail: message },
    };
  };
}

test.each(['build-fails', 'deploy-fails', 'post-deploy-fails'])(
  'a log that shows every secret: %s',
  async (where) => {
    const world = await scenario();
    const { id, commit } = await openPullRequest(world, { [where]: secretsOf(world) });

    const run = await world.deploy({ pullRequest: id }, everything);

    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('***');
    expect(world.bitbucket.comments(id)[0]?.raw).toContain('***');
    expect(JSON.stringify(world.bitbucket.reports(commit)[0])).toContain('***');
  },
);

test.each<{ what: string; fault: (world: Scenario) => Fault }>([
  { what: 'the token server', fault: () => ({ server: 'upsun-auth', path: /token$/ }) },
  { what: 'the certificate server', fault: () => ({ server: 'upsun-auth', path: /ssh$/ }) },
  { what: "Upsun's API where it lists", fault: () => ({ server: 'upsun-api', path: /environments$/ }) },
  { what: "Upsun's API where it changes", fault: () => ({ server: 'upsun-api', method: 'PATCH' }) },
  { what: "Bitbucket's API where it reads", fault: ({ paths }) => ({ path: paths.pullRequest(1) }) },
  { what: "Bitbucket's API where it takes a status", fault: ({ paths }) => ({ path: paths.statuses }) },
  { what: "Bitbucket's API where it takes a report", fault: ({ paths }) => ({ path: paths.reports }) },
  { what: "Bitbucket's API where it takes a comment", fault: ({ paths }) => ({ path: paths.comments }) },
])('an error of $what that echoes the request', async ({ fault }) => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  for (const status of [400, 401, 403]) {
    world.faults.splice(0, 1, { ...fault(world), answer: echo(status) });
    const run = await world.deploy({ pullRequest: id }, everything);
    expect(run.output).toContain('***');
  }
});

test('a git server that shows every secret', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.upsun.refusePush = secretsOf(world);

  const run = await world.deploy({ pullRequest: id }, everything);

  expect(run.exitCode).toBe(1);
  expect(run.output).toContain('***');
});

test('a title that shows every secret', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.bitbucket.updatePullRequest(id, { title: secretsOf(world) });

  const run = await world.deploy({ pullRequest: id }, everything);

  expect(run.exitCode).toBe(0);
});
