import { describe, expect, test } from 'vitest';
import { complete, found, step } from './pipeline-files.ts';

const pipe = '- pipe: upsun-environments/upsun-environments:0.1.0';
const script = `script:
                  ${pipe}`;

describe('the pipe runs for pushes', () => {
  test.each<[string, string, string]>([
    [
      'by the default pipeline',
      `pipelines:
  default:${step}`,
      'default (line 2)',
    ],
    [
      'by a pattern of branches',
      `pipelines:
  branches:
    '{main,release/*}':${step}`,
      'branches {main,release/*} (line 3)',
    ],
    [
      'in a parallel group',
      `pipelines:
  default:
    - parallel:
        - step:
            script: [npm test]
        - step:
            script:
              ${pipe}`,
      'default (line 2)',
    ],
    [
      'in a parallel group with options',
      `pipelines:
  default:
    - parallel:
        fail-fast: true
        steps:
          - step:
              ${script}`,
      'default (line 2)',
    ],
    [
      'in a stage',
      `pipelines:
  default:
    - stage:
        name: Preview
        steps:
          - step:
              ${script}`,
      'default (line 2)',
    ],
    [
      'in a final step',
      `pipelines:
  default:
    - step:
        script: [npm test]
    - final:
        script:
          ${pipe}`,
      'default (line 2)',
    ],
    [
      'by an anchor of a whole item',
      `definitions:
  deploy: &deploy
    step:
      script:
        ${pipe}
pipelines:
  default:
    - *deploy`,
      'default (line 7)',
    ],
    [
      'by a step that merges in another',
      `definitions:
  steps:
    - step: &deploy
        script:
          ${pipe}
pipelines:
  default:
    - step:
        <<: *deploy
        name: Deploy`,
      'default (line 7)',
    ],
    [
      'by an anchor of a script',
      `definitions:
  scripts:
    - &deploy
      pipe: upsun-environments/upsun-environments:0.1.0
pipelines:
  default:
    - step:
        script:
          - npm test
          - *deploy`,
      'default (line 6)',
    ],
    [
      'by the steps of another pipeline',
      `pipelines:
  branches:
    main: &deploy${step}  default: *deploy`,
      'default (line 7), branches main (line 3)',
    ],
    [
      'by a trigger',
      `pipelines:
  custom:
    preview:${step}triggers:
  repository-push:
    - condition: BITBUCKET_BRANCH == "main"
      pipelines: [preview]`,
      'custom preview (line 3)',
    ],
    [
      'by a step that runs a custom pipeline',
      `pipelines:
  default:
    - step:
        type: pipeline
        custom: preview
  custom:
    preview:${step}`,
      'default (line 2)',
    ],
    [
      'from the image, with the command from a variable',
      `pipelines:
  default:
    - step:
        script:
          - pipe: docker://registry.example.com:5000/upsun-environments:0.1.0
            variables: { COMMAND: $WHAT }`,
      'default (line 2)',
    ],
  ])('%s', (_, text, where) => {
    expect(found(text, 'Pushes')).toEqual([`ok: run the pipe in ${where}`]);
  });

  test.each([
    [
      'where it only cleans up',
      `- pipe: acme/upsun-environments:0.1.0\n            variables: { COMMAND: cleanup }`,
    ],
    ['where another pipe runs', `- pipe: atlassian/git-secrets-scan:3.1.0`],
    ['where a pipe runs that has a longer name', `- pipe: acme/old-upsun-environments-2:3.1.0`],
  ])('but not %s', (_, item) => {
    const text = `pipelines:
  default:
    - step:
        script:
          ${item}
  pull-requests:
    '**':${step}`;
    expect(found(text, 'Pushes')).toEqual([
      expect.stringMatching(
        /^note line \d+: no pipeline with the pipe starts for a push, so neither production/,
      ),
    ]);
  });

  test('not by itself where a step is started by hand', () => {
    const text = `pipelines:
  default:
    - stage:
        trigger: manual
        steps:
          - step:
              ${script}`;
    expect(found(text, 'Pushes')).toEqual([
      'note line 2: run the pipe in default (line 2), when somebody starts a manual step',
    ]);
  });

  test('nor may custom pipelines that start each other keep the check busy', () => {
    const text = `pipelines:
  custom:
    a:
      - step: { type: pipeline, custom: b }
    b:
      - step: { type: pipeline, custom: a }
  default:${step}`;
    expect(found(text, 'Pushes')).toEqual(['ok: run the pipe in default (line 7)']);
  });
});

describe('the pipe runs for pull requests', () => {
  test('by a pattern', () => {
    expect(found(complete, 'Pull requests')).toEqual(['ok: run the pipe in pull-requests ** (line 22)']);
  });

  test('by a trigger', () => {
    const text = `pipelines:
  custom:
    preview:${step}triggers:
  pullrequest-push:
    - condition: glob(BITBUCKET_BRANCH, "**")
      pipelines: [preview]`;
    expect(found(text, 'Pull requests')).toEqual(['ok: run the pipe in custom preview (line 3)']);
  });

  test('only when they are asked for', () => {
    const text = `pipelines:
  default:${step}`;
    expect(found(text, 'Pull requests')).toEqual([
      'note line 5: no pipeline with the pipe starts for a pull request, so pull requests get no environment from it',
    ]);
    expect(found(text, 'Pull requests', { buildPullRequests: false })).toEqual([
      'skipped: BUILD_PULL_REQUESTS is off',
    ]);
    expect(found(text, 'Pushes', { fetchBranches: false })).toEqual(['skipped: FETCH_BRANCHES is off']);
  });

  test('late where a schedule is all that reconciles them', () => {
    const text = `pipelines:
  default:${step}  custom:
    sync:
      - step:
          script:
            ${pipe}
              variables: { COMMAND: reconcile }`;
    expect(found(text, 'Pull requests')).toEqual([
      'note line 7: wait until custom sync (line 7) runs; a pull request itself starts no pipeline with the pipe',
    ]);
  });

  test('perhaps, in a pipeline of another file', () => {
    const text = `definitions:
  imports:
    shared: platform-pipelines:main
pipelines:
  default:${step}  pull-requests:
    '**':
      import: preview@shared`;
    expect(found(text, 'Pull requests')).toEqual([
      'note line 10: start pull-requests ** (line 10), imported from elsewhere; whether the pipe is in it was not looked at',
    ]);
  });
});

describe('the same thing is not deployed twice', () => {
  test('branches and pull requests have an environment each', () => {
    expect(found(complete, 'Pushes')).toHaveLength(1);
    expect(found(complete, 'Pull requests')).toHaveLength(1);
  });

  test.each([
    ['Pull requests' as const, 'pull-requests', 'pullrequest-push', 'a pull request'],
    ['Pushes' as const, 'branches', 'repository-push', 'a push'],
  ])('%s by %s: and triggers: %s', (name, section, event, what) => {
    const text = `pipelines:
  ${section}:
    '**':${step}  custom:
    preview:${step}triggers:
  ${event}:
    - condition: glob(BITBUCKET_BRANCH, "**")
      pipelines: [preview]`;
    expect(found(text, name)).toContain(
      `note line 8: ${what} that both match runs the pipe twice: in ${section} ** (line 3), and in custom preview (line 8) by triggers: ${event}`,
    );
  });
});

test('a trigger names a pipeline that is there', () => {
  const text = complete.replace('pipelines: [clean-up]', 'pipelines: [cleanup]');
  expect(found(complete, 'Triggers')).toEqual([]);
  expect(found(text, 'Triggers')).toEqual([
    'missing line 37: pullrequest-fulfilled starts cleanup, which is not under pipelines: custom:',
  ]);
});
