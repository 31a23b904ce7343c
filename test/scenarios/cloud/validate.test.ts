import { describe, expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { configuration, files, pipelines, wellSetUp } from '../well-set-up.ts';

function withPipelines(text: string) {
  return { files: { ...files, 'bitbucket-pipelines.yml': text } };
}

function validate(world: Scenario, variables: Record<string, string> = {}) {
  return world.deploy({ branch: 'main' }, { COMMAND: 'validate', ...variables });
}

test('a set-up that is complete is told so, line by line, and nothing is changed', async () => {
  const world = await wellSetUp();

  const run = await validate(world, { PULL_REQUEST_COMMENT: 'true', NO_COLOR: '1' });

  expect(run.output).not.toMatch(/^[✖–]/m);
  for (const line of [
    'Settings: valid',
    'Upsun token: works, and belongs to deploy-bot',
    'Upsun project: Sandbox (abc123def4567)',
    'Integrations: none brings code',
    'Role on production: main may be changed',
    'Role on development: pr-1 may be changed',
    'Container sizes: a fixed plan',
    'Room: 1 of the 1000',
    'Repository: acme/shop',
    'Scope for branches: repository is granted',
    'Scope for comments: pullrequest is granted',
    'Default branch: main on both sides',
    'SSH certificate: issued',
    'Git server: ssh://',
    'Project configuration: .upsun/config.yaml',
    'Primary route: https://{default}/',
    'bitbucket-pipelines.yml: the pipe is in',
  ])
    expect(run.output).toContain(`✔ ${line}`);
  expect(run.exitCode).toBe(0);
  expect(world.changes()).toEqual([]);
  expect(world.upsun.pushes()).toEqual([]);
  expect(world.upsun.activities()).toEqual([]);
});

interface Flaw {
  what: string;
  options?: Parameters<typeof scenario>[0];
  spoil?: (world: Scenario) => unknown;
  variables?: Record<string, string>;
  /** The line, and the remedy below it. */
  told: (string | RegExp)[];
}

const flaws: Flaw[] = [
  {
    what: 'an Upsun token that is refused',
    variables: { UPSUN_CLI_TOKEN: 'mistyped-token' },
    told: ['✖ Upsun token', 'Make a new API token', '– SSH certificate: takes a token that works'],
  },
  {
    what: 'a project that is unknown',
    variables: { PROJECT_ID: 'nosuchproject' },
    told: ['✖ Upsun project: Upsun knows no project nosuchproject', 'Compare PROJECT_ID', '– Roles'],
  },
  {
    what: 'a project that is suspended',
    spoil: ({ upsun }) => (upsun.suspended = true),
    told: ['✖ Upsun project', 'is suspended', 'settle the subscription', '– Roles'],
  },
  {
    what: 'a role that may not change environments',
    spoil: ({ upsun }) => (upsun.role = 'contributor'),
    told: [
      '✖ Role on production: the token may change nothing on main',
      'admin role on the environment type production',
      '✖ Role on development: the token may change nothing on pr-1',
      'admin role on the environment type development',
    ],
  },
  {
    what: 'a parent of previews that does not exist',
    variables: { PULL_REQUEST_PARENT: 'sanitized' },
    told: [
      '✖ Parent of previews: the environment sanitized, which PULL_REQUEST_PARENT names, does not exist',
      'upsun environment:branch sanitized',
    ],
  },
  {
    what: 'a role that is not allowed to back production up',
    spoil: ({ upsun }) => (upsun.role = 'contributor'),
    variables: { BACKUP: 'true' },
    told: ['✖ Backups: BACKUP is true, and the token is not allowed to back up main', 'or unset BACKUP'],
  },
  {
    what: 'RESOURCES_INIT on a fixed plan',
    variables: { RESOURCES_INIT: 'minimum' },
    told: ['✖ Container sizes', 'RESOURCES_INIT=minimum is for Upsun Flex', 'Remove RESOURCES_INIT'],
  },
  {
    what: 'a plan without room',
    options: { upsun: { environmentLimit: 1 } },
    told: ['✖ Room: 1 of the 1 environments', 'ON_LIMIT=evict'],
  },
  {
    what: 'a repository that the token does not see',
    variables: { REPOSITORY: 'acme/other' },
    told: ['✖ Repository', 'acme/other', 'REPOSITORY takes workspace/slug', '– Commit'],
  },
  {
    what: 'a Bitbucket token that is refused',
    variables: { BITBUCKET_ACCESS_TOKEN: 'ATCTT-mistyped' },
    told: [
      '✖ Repository: Bitbucket refused BITBUCKET_ACCESS_TOKEN',
      'Make a new token',
      '– Bitbucket credentials',
    ],
  },
  {
    what: 'a scope that is missing',
    spoil: ({ cloud }) => cloud.tokens.forEach((token) => (token.scopes = ['repository'])),
    told: [
      '✔ Scope for build status: repository is granted',
      '✖ Scope for pull requests: BITBUCKET_ACCESS_TOKEN lacks pullrequest',
      'Make a new token with the scope pullrequest',
    ],
  },
  {
    what: 'scopes of which none reads the repository',
    spoil: ({ cloud }) => cloud.tokens.forEach((token) => (token.scopes = ['account'])),
    told: [
      '✖ Repository',
      '✖ Scope for branches: BITBUCKET_ACCESS_TOKEN lacks repository',
      'Make a new token with the scope repository',
      '– Scope account',
    ],
  },
  {
    what: 'default branches with two names',
    spoil: async ({ bitbucket, repository }) => {
      await repository.commit('develop', { 'index.html': 'Next' }, { from: 'main' });
      bitbucket.setMainBranch('develop');
    },
    told: ['✖ Default branch', 'upsun project:info default_branch develop --project abc123def4567'],
  },
  {
    what: 'a git server with another key',
    variables: { SSH_KNOWN_HOSTS: '' },
    told: ['✔ SSH certificate', '✖ Git server', 'host key that is pinned', 'SSH_KNOWN_HOSTS'],
  },
  {
    what: 'a certificate that is refused',
    spoil: ({ faults }) =>
      faults.push({ server: 'upsun-auth', path: /^\/ssh$/, answer: { status: 403, body: { error: 'No' } } }),
    told: ['✖ SSH certificate', 'issues no SSH certificate', 'make a new API token', '– Git server'],
  },
  {
    what: 'a git server that is out of reach',
    spoil: ({ git }) => (git.options.dropConnections = true),
    told: ['✖ Git server', 'could not be reached', 'may open SSH connections'],
  },
  {
    what: 'a commit that nobody knows',
    variables: { COMMIT: '0123456789abcdef0123456789abcdef01234567' },
    told: ['✖ Commit', 'is unknown in acme/shop', 'Check COMMIT', '– Project configuration'],
  },
  {
    what: 'no project configuration',
    options: { files: { 'bitbucket-pipelines.yml': pipelines } },
    told: ['✖ Project configuration: the commit has no .upsun/config.yaml', 'Add .upsun/config.yaml'],
  },
  {
    what: 'project configuration that is no YAML',
    options: { files: { ...files, '.upsun/config.yaml': 'applications: [\n' } },
    told: ['✖ Project configuration', /\.upsun\/config\.yaml:\d: not valid YAML/, 'Correct it'],
  },
  {
    what: 'project configuration without an application',
    options: { files: { ...files, '.upsun/config.yaml': 'routes: {}\n' } },
    told: ['✖ Applications: no application is defined', 'Define one under the key applications'],
  },
  {
    what: 'two primary routes',
    options: {
      files: {
        ...files,
        '.upsun/config.yaml': `${configuration}  https://www.{default}/:\n    type: upstream\n    primary: true\n`,
      },
    },
    told: [
      /✖ Primary route: \.upsun\/config\.yaml:\d+: several routes are primary/,
      'Leave primary: true to one of them',
    ],
  },
  {
    what: 'no file for Pipelines',
    options: { files: { '.upsun/config.yaml': configuration } },
    told: ['✖ bitbucket-pipelines.yml: the repository has none', 'Add one with a step that runs the pipe'],
  },
  {
    what: 'a file for Pipelines that is no YAML',
    options: withPipelines('pipelines: ['),
    told: [
      '✖ bitbucket-pipelines.yml: bitbucket-pipelines.yml:1: not valid YAML',
      'until then Bitbucket runs nothing',
    ],
  },
  {
    what: 'a file for Pipelines without the pipe',
    options: withPipelines(pipelines.replaceAll('upsun-environments', 'another')),
    told: ['✖ bitbucket-pipelines.yml: no step runs the pipe', 'Add the pipe to the script of a step'],
  },
  {
    what: 'a step without a clone',
    options: withPipelines(pipelines.replace('depth: full', 'enabled: false')),
    told: ['✖ Clone', 'in a step without a clone', 'Take `enabled: false` out'],
  },
  {
    what: 'a trigger that starts nothing',
    options: withPipelines(pipelines.replace('[cleanup]', '[sweep]')),
    told: ['✖ Triggers', 'starts sweep', 'name one that is there'],
  },
  {
    what: 'a secret in plain text',
    options: withPipelines(
      pipelines.replace("COMMAND: 'cleanup'", "$&\n                HTTP_AUTH: 'ada:open'"),
    ),
    told: ['✖ Secrets', 'HTTP_AUTH is written in plain text', 'Revoke it'],
  },
  {
    what: 'an image that gets no settings',
    options: withPipelines(pipelines.replaceAll('pipe: upsun', 'pipe: docker://upsun')),
    told: ['✖ Variables', 'does not get UPSUN_CLI_TOKEN', 'Add UPSUN_CLI_TOKEN: $UPSUN_CLI_TOKEN'],
  },
  {
    what: 'a default pipeline that never runs',
    options: withPipelines(
      pipelines.replace(
        'branches:',
        "default:\n    - step:\n        script:\n          - pipe: acme/upsun-environments:1.0.0\n  branches:\n    '**':\n      - step: { script: [npm test] }\n  tags:",
      ),
    ),
    told: ['✖ Pushes', 'is never started', 'Add the step with the pipe to branches **'],
  },
  {
    what: 'a pipeline for the main branch without the pipe',
    options: withPipelines(
      pipelines.replace('branches:', '$&\n    main:\n      - step: { script: [npm test] }'),
    ),
    told: [
      '✖ Production',
      'an exact name goes before a pattern',
      'Add the step with the pipe to branches main',
    ],
  },
  {
    what: 'a command that YAML takes for a mapping',
    options: withPipelines(pipelines.replace('script:', '$&\n            - echo Deploy: now')),
    told: ['✖ Structure: bitbucket-pipelines.yml:9', 'Put the whole command in quotes'],
  },
  {
    what: 'a route that leads nowhere',
    options: { files: { ...files, '.upsun/config.yaml': configuration.replace('app:http', 'shop:http') } },
    told: ['✖ Services', 'leads to shop, which is no application and no service', 'Define shop'],
  },
];

test.each(flaws)('$what is missing, with what to do', async ({ options, spoil, variables, told }) => {
  const world = await wellSetUp(options);
  await spoil?.(world);

  const run = await validate(world, variables);

  expectFailure(run, 2, ...told);
  expect(run.output).toContain('✔ Settings: valid');
  expect(world.changes()).toEqual([]);
});

test('settings that are not valid are refused before any request', async () => {
  const world = await scenario();

  const run = await validate(world, { WAIT: 'maybe' });

  expectFailure(run, 2, 'WAIT takes true or false', 'Correct the variables of the step');
  expect(world.requests).toEqual([]);
});

test('a conflict goes before whatever else is missing', async () => {
  const world = await wellSetUp();
  const { id } = world.upsun.addIntegration('bitbucket');
  world.upsun.environmentLimit = 1;

  const run = await validate(world);

  expectFailure(run, 3, '✖ Integrations', `upsun integration:delete ${id}`, '✖ Room', '– Git server');
  expect(world.changes()).toEqual([]);
});

describe('what is no obstacle does not fail', () => {
  test.each<Flaw>([
    {
      what: 'a scope that is more than needed',
      spoil: ({ cloud }) => cloud.tokens.forEach((token) => token.scopes.push('repository:admin')),
      told: ['– Scope repository:admin', 'could change settings', 'without the scope repository:admin'],
    },
    {
      what: 'no credentials for Bitbucket',
      variables: { BITBUCKET_ACCESS_TOKEN: '' },
      told: ['– Bitbucket credentials: none', 'Set BITBUCKET_ACCESS_TOKEN', '✔ Repository: acme/shop'],
    },
    {
      what: 'a token whose owner may not be read',
      spoil: ({ faults }) => faults.push({ path: /\/users\/me$/, answer: { status: 403, body: {} } }),
      told: ['✔ Upsun token: works; Upsun does not say whose it is'],
    },
    {
      what: 'a list of integrations that may not be read',
      spoil: ({ upsun }) => (upsun.integrationsForbidden = true),
      told: ['✔ Integrations: the token may not list them'],
    },
    {
      what: 'a full plan where the longest idle environment makes room',
      options: { upsun: { environmentLimit: 1 } },
      variables: { ON_LIMIT: 'evict' },
      told: ['– Room: 1 of the 1', 'longest idle'],
    },
    {
      what: 'RESOURCES_INIT on Upsun Flex',
      options: { upsun: { flex: true } },
      variables: { RESOURCES_INIT: 'minimum' },
      told: [
        '✔ Container sizes: Upsun Flex; first sizes by RESOURCES_INIT=minimum',
        '✔ Room: nothing limits',
      ],
    },
    {
      what: 'a token whose scopes Bitbucket does not list',
      spoil: ({ cloud }) => cloud.tokens.forEach((token) => (token.listsScopes = false)),
      told: ['– Bitbucket credentials: Bitbucket does not list the scopes of BITBUCKET_ACCESS_TOKEN'],
    },
    {
      what: 'a clone that is not complete',
      options: withPipelines(pipelines.replace('depth: full', 'depth: 5')),
      told: [
        /– Clone: bitbucket-pipelines\.yml:\d+: the step/,
        'clones the last 5 commits',
        'clone: { depth: full }',
      ],
    },
    {
      what: 'two pipelines for one pull request',
      options: withPipelines(
        pipelines.replace(
          'custom:',
          '$&\n    again:\n      - step:\n          script:\n            - *pipe',
        ) + "  pullrequest-push:\n    - condition: 'true'\n      pipelines: [again]\n",
      ),
      told: ['– Pull requests', 'runs the pipe twice', 'Keep one of the two'],
    },
    {
      what: 'pushes that start no pipeline',
      options: withPipelines(pipelines.replace('branches:', 'tags:')),
      told: ['– Pushes', 'Add a pipeline under branches:', 'set FETCH_BRANCHES to false'],
    },
    {
      what: 'pull requests that start no pipeline',
      options: withPipelines(pipelines.replace('pull-requests:', 'tags:')),
      told: ['– Pull requests', 'Add a pipeline under pull-requests:', 'set BUILD_PULL_REQUESTS to false'],
    },
    {
      what: 'an application in a file that another one includes',
      options: {
        files: {
          ...files,
          '.upsun/config.yaml': configuration.replace(
            /applications:[^]*(?=routes:)/,
            'applications: !include ../apps/all.yaml\n',
          ),
          'apps/all.yaml': 'app: !include app.yaml\n',
          'apps/app.yaml': "type: nodejs:24\nrelationships: { db: 'database:mysql' }\n",
          '.upsun/services.yaml': 'services: { database: { type: mariadb:11 } }\n',
        },
      },
      told: ['✔ Applications: app'],
    },
    {
      what: 'nothing that cleans up',
      options: withPipelines(pipelines.slice(0, pipelines.indexOf('  custom:'))),
      told: ['– Clean-up', "COMMAND: 'cleanup'", 'give it a schedule', 'pullrequest-fulfilled'],
    },
    {
      what: 'an image that is not pinned',
      options: withPipelines(pipelines.replaceAll(':1.0.0', ':latest')),
      told: [
        /– Version: bitbucket-pipelines\.yml:\d+:/,
        'may be another version tomorrow',
        'Name a whole version',
      ],
    },
    {
      what: 'several routes of which none is primary',
      options: {
        files: {
          ...files,
          '.upsun/config.yaml': `${configuration.replace('    primary: true\n', '')}  https://www.{default}/:\n    type: upstream\n`,
        },
      },
      told: [/– Primary route: \.upsun\/config\.yaml:\d+: none of 2 upstream routes/, 'Write primary: true'],
    },
  ])('$what', async ({ options, spoil, variables, told }) => {
    const world = await wellSetUp(options);
    await spoil?.(world);

    expectFailure(await validate(world, variables), 0, ...told);
    expect(world.changes()).toEqual([]);
  });

  test('a role that no environment tells of', async () => {
    const world = await scenario({ files });

    expectFailure(await validate(world), 0, '– Role on development: cannot be told');
  });

  test('a step without a clone, whose commit is fetched', async () => {
    const world = await wellSetUp();

    const run = await world.deploy({ branch: 'main' }, { COMMAND: 'validate' }, { clone: false });

    expectFailure(run, 0, '✔ Project configuration: .upsun/config.yaml');
  });

  test('a pull request, whose own commit is looked at', async () => {
    const world = await wellSetUp();
    const { id, commit, source } = await openPullRequest(world);

    const run = await world.deploy({ pullRequest: id }, { COMMAND: 'validate' });

    expectFailure(run, 0, `✔ Commit: ${commit.slice(0, 8)} of ${source}`);
    expect(world.states(commit)).toEqual([]);
    expect(world.bitbucket.reports(commit)).toEqual([]);
  });

  test('a pipeline that was started for no branch: the main branch is looked at', async () => {
    const world = await wellSetUp();
    const commit = (await world.repository.tip('main')) ?? '';

    const run = await world.deploy({ custom: { commit } }, { COMMAND: 'validate' });

    expectFailure(run, 0, `✔ Commit: ${commit.slice(0, 8)} of main`);
  });
});

test('an OAuth consumer and an API token are told of their scopes as well', async () => {
  const world = await wellSetUp();
  const { oauthConsumer, oauthUrl, apiToken } = world.cloud;
  oauthConsumer.scopes = ['repository'];

  const consumer = await validate(world, {
    BITBUCKET_ACCESS_TOKEN: '',
    BITBUCKET_OAUTH_KEY: oauthConsumer.key,
    BITBUCKET_OAUTH_SECRET: oauthConsumer.secret,
    BITBUCKET_OAUTH_URL: oauthUrl,
  });
  expectFailure(
    consumer,
    2,
    'BITBUCKET_OAUTH_KEY lacks pullrequest',
    'Save the OAuth consumer with the scope',
  );

  const account = await validate(world, {
    BITBUCKET_ACCESS_TOKEN: '',
    ATLASSIAN_ACCOUNT_EMAIL: apiToken.email,
    ATLASSIAN_API_TOKEN: apiToken.token,
  });
  expectFailure(account, 0, '✔ Scope for pull requests: read:pullrequest:bitbucket is granted');
});
