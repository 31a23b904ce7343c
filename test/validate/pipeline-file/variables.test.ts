import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/validate/checks.ts';
import { checksOf, found, withVariables } from './pipeline-files.ts';

const image = 'docker://registry.example.com/upsun-environments:1.0.0';

describe('a variable of the step is told with its line', () => {
  test.each([
    ["COMMAND: 'deply'", 'missing line 8: COMMAND takes deploy, reconcile, cleanup, validate; got "deply"'],
    ['DRY_RUN: maybe', 'missing line 8: DRY_RUN takes true or false (also 1/0, yes/no); got "maybe"'],
    [
      'DEPLOY_TIMEOUT: 0m',
      'missing line 8: DEPLOY_TIMEOUT takes a duration such as 90s, 30m, 12h or 14d; got "0m"',
    ],
    [
      'BRANCHES: ["main", "{a"]',
      'missing line 8: BRANCHES takes comma-separated globs, e.g. main, feature/**, !feature/draft-*; got "{a"',
    ],
    ["PROJECT_ID: ''", 'missing line 8: PROJECT_ID is required: The Upsun project'],
    ['PROJECT_ID:', 'missing line 8: PROJECT_ID is required: The Upsun project'],
    ['VENDOR: [upsun, webpaas]', 'missing line 8: VENDOR takes one value; got a list'],
    ["HTTP_AUTH: 'hunter22'", 'missing line 8: HTTP_AUTH takes user:password; got a value of another form'],
    [
      "BRANCHES: '!**'",
      'missing line 8: BRANCHES can match nothing, because later entries take back the earlier ones; got "!**"',
    ],
    ['DRYRUN: true', 'missing line 8: DRYRUN is not a setting of this pipe; did you mean DRY_RUN?'],
    [
      'UPSUN_TOKEN: $TOKEN',
      'missing line 8: UPSUN_TOKEN is not a setting of this pipe; did you mean UPSUN_CLI_TOKEN?',
    ],
    ['project_id: abc', 'missing line 8: project_id is not a setting of this pipe; did you mean PROJECT_ID?'],
  ])('%s', (variable, expected) => {
    const text = withVariables(variable);
    expect(found(text, 'Variables')).toEqual([expected]);
    expect(exitCodeOf(checksOf(text))).toBe(2);
  });

  test('which is a note where nobody can have meant a setting', () => {
    expect(found(withVariables('FLAVOUR: vanilla'), 'Variables')).toEqual([
      'note line 8: FLAVOUR is not a setting of this pipe, which ignores it',
    ]);
  });

  test('and two that contradict each other with that of the pipe', () => {
    const text = withVariables(
      'RESYNC_PULL_REQUESTS: yes\n                PULL_REQUESTS_CLONE_PARENT_DATA: no',
    );
    expect(found(text, 'Variables')).toEqual([
      "missing line 6: RESYNC_PULL_REQUESTS copies the parent's data, which PULL_REQUESTS_CLONE_PARENT_DATA=false forbids",
    ]);
  });

  test('and a command that does not exist is no reason to add a pipeline', () => {
    expect(found(withVariables("COMMAND: 'deply'"), 'Pull requests')).toEqual([
      'ok: run the pipe in pull-requests ** (line 3)',
    ]);
  });
});

describe('a variable is well', () => {
  test.each([
    'COMMAND: deploy',
    'DRY_RUN: on',
    'WAIT: no',
    'WAIT: True',
    'MAX_DELETIONS: 5',
    'DEPLOY_TIMEOUT: $TIMEOUT',
    'DEPLOY_TIMEOUT: "${MINUTES}m"',
    'BRANCHES: [main, "feature/**"]',
    'BRANCHES: [main, $BRANCH]',
    "BRANCHES: 'main,{a,b}/*'",
    'PLATFORMSH_CLI_TOKEN: $TOKEN',
    "RESOURCES_INIT: ''",
    'RESOURCES_INIT:',
    'AWS_REGION: eu',
    'DEBUG: "true"',
  ])('%s', (variable) => {
    expect(found(withVariables(variable), 'Variables')).toEqual([]);
  });
});

describe('what an image gets', () => {
  const required = 'UPSUN_CLI_TOKEN: $T\n                PROJECT_ID: $P';

  test('must hold what is required', () => {
    expect(found(withVariables('UPSUN_CLI_TOKEN: $T', image), 'Variables')).toEqual([
      `missing line 6: ${image} does not get PROJECT_ID: with docker:// no repository variable is passed by itself`,
    ]);
  });

  test('may have the required under another name', () => {
    const text = withVariables('PLATFORMSH_CLI_TOKEN: $T\n                PROJECT_ID: $P', image);
    expect(found(text, 'Variables')).toEqual([]);
  });

  test('must not be half of a pair', () => {
    const text = withVariables(`${required}\n                BITBUCKET_OAUTH_KEY: $K`, image);
    expect(found(text, 'Variables')).toEqual([
      'missing line 6: BITBUCKET_OAUTH_SECRET is missing: BITBUCKET_OAUTH_KEY and BITBUCKET_OAUTH_SECRET belong together',
    ]);
  });

  test('is more than a pipe needs, whose other half may be a repository variable', () => {
    expect(found(withVariables('BITBUCKET_OAUTH_KEY: $K'), 'Variables')).toEqual([]);
  });
});

describe('a secret is found', () => {
  test.each([
    ['as the default of a variable', "UPSUN_CLI_TOKEN: '${TOKEN:-hunter22}'"],
    ['as the default without a colon', 'UPSUN_CLI_TOKEN: ${TOKEN-hunter22}'],
    ['beside the name of the user', "HTTP_AUTH: '$USER:hunter22'"],
    ['under the name of another vendor', 'OVHCLOUD_WEBPAAS_CLI_TOKEN: hunter22'],
  ])('%s', (_, variable) => {
    const [line, ...others] = found(withVariables(variable), 'Secrets');
    expect(line).toMatch(/^missing line 8: [A-Z_]+ is written in plain text/);
    expect(others).toEqual([]);
    expect(JSON.stringify(checksOf(withVariables(variable)))).not.toContain('hunter22');
  });

  test.each([
    ['an export', '- export UPSUN_CLI_TOKEN=hunter22'],
    ['an assignment in quotes', `- BITBUCKET_ACCESS_TOKEN="hunter22" ./deploy`],
    [
      'a block of commands',
      '- |\n              set -e\n              PLATFORMSH_CLI_TOKEN=hunter22 upsun push',
    ],
    ['a default', '- export UPSUN_CLI_TOKEN=${T:-hunter22}'],
  ])('in %s', (_, item) => {
    const text = withVariables('PROJECT_ID: abc').replace(
      '            - pipe',
      `            ${item}\n            - pipe`,
    );
    expect(found(text, 'Secrets')).toEqual([
      expect.stringMatching(/^missing line 6: [A-Z_]+ is written in plain text/),
    ]);
    expect(JSON.stringify(checksOf(text))).not.toContain('hunter22');
  });

  test.each([
    '- export UPSUN_CLI_TOKEN=$TOKEN',
    '- export UPSUN_CLI_TOKEN="$(cat token)"',
    '- test "$UPSUN_CLI_TOKEN" = ""',
    '- \'[[ $UPSUN_CLI_TOKEN == "" ]] && exit 1\'',
    '- export MY_UPSUN_CLI_TOKEN=abc',
    '- echo UPSUN_CLI_TOKEN=',
  ])('but not in %s', (item) => {
    const text = withVariables('PROJECT_ID: abc').replace(
      '            - pipe',
      `            ${item}\n            - pipe`,
    );
    expect(found(text, 'Secrets')).toEqual(['ok: none is written in the file']);
  });

  test.each([
    "UPSUN_CLI_TOKEN: '${TOKEN:-$OTHER}'",
    "HTTP_AUTH: 'preview:${PASSWORD}'",
    'HTTP_AUTH: $HTTP_AUTH',
    'UPSUN_CLI_TOKEN: ${TOKEN:-}',
  ])('but not in %s', (variable) => {
    expect(found(withVariables(variable), 'Secrets')).toEqual(['ok: none is written in the file']);
  });
});
