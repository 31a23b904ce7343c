import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/validate/checks.ts';
import { checksOf, complete, found, step, withVariables } from './pipeline-files.ts';

const file = 'bitbucket-pipelines.yml';

describe('the file itself', () => {
  test.each<[string, string | undefined, string]>([
    ['is not there', undefined, 'the repository has none'],
    ['is empty', '', 'no step runs the pipe upsun-environments'],
    [
      'runs no such pipe',
      'pipelines:\n  default:\n    - step:\n        script: [make]',
      'no step runs the pipe upsun-environments',
    ],
    [
      'closes no quote',
      "pipelines:\n  default:\n    - step:\n        name: 'Test\n",
      "not valid YAML: Missing closing 'quote",
    ],
    [
      'is two documents',
      'pipelines: {}\n---\npipelines: {}\n',
      'not valid YAML: a second document begins here',
    ],
    [
      'names an anchor that is not there',
      'pipelines:\n  default:\n    - step: *deploy\n',
      'not valid YAML: no anchor before this line is named &deploy',
    ],
  ])('%s', (_, text, detail) => {
    const checks = checksOf(text);
    expect(checks).toEqual([
      expect.objectContaining({
        name: file,
        result: 'missing',
        detail: expect.stringContaining(detail),
        remedy: expect.any(String),
      }),
    ]);
    expect(exitCodeOf(checks)).toBe(2);
  });

  test('is as the README recommends it', () => {
    const checks = checksOf(complete);
    expect(checks.map(({ name, result }) => [name, result])).toEqual([
      [file, 'ok'],
      ['Pushes', 'ok'],
      ['Pull requests', 'ok'],
      ['Production', 'ok'],
      ['Clone', 'ok'],
      ['Clean-up', 'ok'],
      ['Version', 'ok'],
      ['Secrets', 'ok'],
    ]);
    expect(found(complete, file)).toEqual(['ok: the pipe is in line 14, line 30']);
  });

  test('may contain itself', () => {
    expect(
      found(
        `pipelines: &all
  default:${step}  custom: *all`,
        file,
      ),
    ).toEqual(['ok: the pipe is in line 5']);
  });
});

function withClone(globally: string, ofStep: string): string {
  return `${globally}
pipelines:
  default:
    - step:
        ${ofStep}
        script:
          - pipe: upsun-environments/upsun-environments:0.1.0
`;
}

function shallow(depth: number): string {
  return `note line 7: the step clones the last ${depth === 1 ? 'commit' : `${depth} commits`}, and the pipe fetches the rest`;
}

describe('the clone', () => {
  const none = 'missing line 7: the pipe deploys in a step without a clone';

  test.each([
    ['', '', shallow(50)],
    ['', 'clone: { depth: 1 }', shallow(1)],
    ['clone: { depth: 5 }', '', shallow(5)],
    ['clone: { depth: full }', '', 'ok: complete'],
    ['', 'clone: { depth: full }', 'ok: complete'],
    ['clone: { depth: full }', 'clone: { depth: 20 }', shallow(20)],
    ['clone: { depth: full }', 'clone: { lfs: false }', 'ok: complete'],
    ['clone: { enabled: false }', '', none],
    ['', 'clone: { enabled: false }', none],
    ['clone: { enabled: false }', 'clone: { enabled: true, depth: full }', 'ok: complete'],
  ])('%s for all, %s for the step', (globally, ofStep, expected) => {
    expect(found(withClone(globally, ofStep), 'Clone')).toEqual([expected]);
  });

  test('is needed by deployments only', () => {
    const text = withVariables('COMMAND: cleanup').replace(
      '- step:',
      '- step:\n          clone: { enabled: false }',
    );
    expect(found(text, 'Clone')).toEqual([]);
  });

  test('of a step that many pipelines share is judged once', () => {
    expect(found(complete.replace('clone: { depth: full }', 'size: 2x'), 'Clone')).toEqual([
      'note line 14: the step clones the last 50 commits, and the pipe fetches the rest',
    ]);
  });
});

describe('the clean-up', () => {
  test('is started by pull requests that are closed', () => {
    expect(found(complete, 'Clean-up')).toEqual([
      'ok: custom clean-up (line 26) is started by pullrequest-fulfilled and pullrequest-rejected. A schedule, which deleted branches need, is not in this file',
    ]);
  });

  test.each([
    [
      'not when it is declined',
      complete.replace('pullrequest-rejected', 'pullrequest-created'),
      'is started by pullrequest-fulfilled',
      'pullrequest-rejected',
    ],
    [
      'by a schedule only',
      complete.replace(/triggers:[^]*/, ''),
      'is started by hand or by a schedule',
      'pullrequest-fulfilled and pullrequest-rejected',
    ],
  ])('%s', (_, text, started, unheard) => {
    expect(found(text, 'Clean-up')).toEqual([
      `note line 26: custom clean-up (line 26) ${started}. Nothing that cleans up is started by ${unheard}. A schedule, which deleted branches need, is not in this file`,
    ]);
  });

  test('is done by deployments only', () => {
    expect(
      found(
        `pipelines:
  default:${step}`,
        'Clean-up',
      ),
    ).toEqual([
      'note line 5: environments of closed pull requests and deleted branches stay until the next deployment',
    ]);
  });
});

describe('the version of the pipe', () => {
  const digest = `sha256:${'0a'.repeat(32)}`;
  const variables = 'UPSUN_CLI_TOKEN: $UPSUN_CLI_TOKEN\n                PROJECT_ID: $PROJECT_ID';

  test.each([
    'upsun-environments/upsun-environments:1.2.3',
    'acme/upsun-environments:v1.2.3',
    'docker://upsun-environments/upsun-environments:1.2.3',
    'docker://registry.example.com:5000/upsun-environments:1.2.3-rc.1',
    `docker://upsun-environments/upsun-environments@${digest}`,
  ])('%s is pinned', (reference) => {
    expect(found(withVariables(variables, reference), 'Version')).toEqual(['ok: pinned']);
  });

  test.each([
    ['upsun-environments/upsun-environments:main', 'main may be another version tomorrow'],
    ['upsun-environments/upsun-environments:1', '1 may be another version tomorrow'],
    ['docker://upsun-environments/upsun-environments:latest', 'latest may be another version tomorrow'],
    ['docker://upsun-environments/upsun-environments', 'no version is named'],
    ['docker://registry.example.com:5000/upsun-environments', 'no version is named'],
  ])('%s is not', (reference, why) => {
    expect(found(withVariables(variables, reference), 'Version')).toEqual([
      `note line 6: ${reference}: ${why}, so a run cannot be repeated`,
    ]);
  });

  test('an image gets no repository variables by itself', () => {
    const text = withVariables(
      "PROJECT_ID: 'abc123'",
      'docker://upsun-environments/upsun-environments:1.2.3',
    );
    expect(found(text, 'Variables')).toEqual([
      'missing line 6: docker://upsun-environments/upsun-environments:1.2.3 does not get UPSUN_CLI_TOKEN: with docker:// no repository variable is passed by itself',
    ]);
  });
});

describe('a secret', () => {
  test.each([
    ["UPSUN_CLI_TOKEN: 'hunter22'", 'UPSUN_CLI_TOKEN'],
    ['PLATFORMSH_CLI_TOKEN: hunter22', 'PLATFORMSH_CLI_TOKEN'],
    ['BITBUCKET_ACCESS_TOKEN: "hunter22"', 'BITBUCKET_ACCESS_TOKEN'],
    ["ATLASSIAN_API_TOKEN: ['hunter22']", 'ATLASSIAN_API_TOKEN'],
    ["HTTP_AUTH: 'preview:hunter22$1'", 'HTTP_AUTH'],
  ])('in plain text is found: %s', (variable, name) => {
    const checks = checksOf(withVariables(variable));
    expect(found(withVariables(variable), 'Secrets')).toEqual([
      `missing line 8: ${name} is written in plain text, for all who can read the repository`,
    ]);
    expect(JSON.stringify(checks)).not.toContain('hunter22');
    expect(exitCodeOf(checks)).toBe(2);
  });

  test.each([
    'UPSUN_CLI_TOKEN: $SHOP_UPSUN_TOKEN',
    'UPSUN_CLI_TOKEN: "${SHOP_UPSUN_TOKEN}"',
    "UPSUN_CLI_TOKEN: ''",
    "HTTP_AUTH: 'preview:$PREVIEW_PASSWORD'",
    'PROJECT_ID: abc123',
  ])('in a variable is none: %s', (variable) => {
    expect(found(withVariables(variable), 'Secrets')).toEqual(['ok: none is written in the file']);
  });

  test('is found though no pipeline runs its step', () => {
    const unused = `definitions:
  steps:
    - step:
        script:
          - pipe: upsun-environments/upsun-environments:0.1.0
            variables:
              UPSUN_CLI_TOKEN: hunter22`;
    expect(found(unused, 'Secrets')).toEqual([
      'missing line 7: UPSUN_CLI_TOKEN is written in plain text, for all who can read the repository',
    ]);
  });
});

test('a pipe in after-script runs whatever the script did', () => {
  const text = `pipelines:
  default:
    - step:
        script: [npm test]
        after-script:
          - pipe: upsun-environments/upsun-environments:0.1.0`;
  expect(found(text, 'Script')).toEqual([
    'note line 6: in after-script the pipe runs though the script failed, and its failure does not fail the step',
  ]);
  expect(found(complete, 'Script')).toEqual([]);
});
