import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/validate/pipeline-file/expression.ts';
import { exitCodeOf } from '../../../src/validate/checks.ts';
import { checksOf, found } from './pipeline-files.ts';

const steps = (command = 'deploy') =>
  `[{ step: { script: [{ pipe: acme/upsun-environments:1.0.0, variables: { COMMAND: ${command} } }] } }]`;

/** A file whose custom pipeline `preview` (line 3) is started by these events (from line 8 on). */
function withTriggers(...events: string[]): string {
  const triggers = events.map(
    (event) => `  ${event}: [{ condition: 'glob(BITBUCKET_BRANCH, "**")', pipelines: [preview] }]\n`,
  );
  return `pipelines:
  custom:
    preview: ${steps()}
    sync: ${steps('reconcile')}
    clean-up: ${steps('cleanup')}
    look: ${steps('validate')}
triggers:
${triggers.join('')}`;
}

describe('pull requests reach the pipe by events', () => {
  test.each([
    [['pullrequest-push']],
    [['pullrequest-created', 'pullrequest-updated']],
    [['pullrequest-updated']],
    [['pullrequest-created', 'pullrequest-push']],
  ])('%j', (events) => {
    expect(found(withTriggers(...events), 'Pull requests')).toEqual([
      'ok: run the pipe in custom preview (line 3)',
    ]);
  });

  test('and one that is only opened is told so', () => {
    expect(found(withTriggers('pullrequest-created'), 'Pull requests')).toEqual([
      'ok: run the pipe in custom preview (line 3)',
      'note line 3: custom preview (line 3) starts when a pull request is opened; what is pushed to it later is not deployed',
    ]);
  });

  test.each(['pipeline-completed', 'deployment-completed', 'pullrequest-reviewer-status-updated'])(
    'later, by %s',
    (event) => {
      expect(found(withTriggers(event), 'Pull requests')).toEqual([
        `note line 3: run the pipe in custom preview (line 3) only after ${event}`,
      ]);
    },
  );

  test('twice where a pattern is for them as well', () => {
    const text = withTriggers('pullrequest-updated').replace(
      '  custom:',
      `  pull-requests: { '**': ${steps()} }\n  custom:`,
    );
    expect(found(text, 'Pull requests')).toContain(
      'note line 4: a pull request that both match runs the pipe twice: in pull-requests ** (line 2), and in custom preview (line 4) by triggers: pullrequest-updated',
    );
  });
});

describe('pushes reach the pipe by events', () => {
  test('repository-push', () => {
    expect(found(withTriggers('repository-push'), 'Pushes')).toEqual([
      'ok: run the pipe in custom preview (line 3)',
    ]);
  });

  test.each(['pipeline-completed', 'deployment-completed'])('later, by %s', (event) => {
    expect(found(withTriggers(event), 'Pushes')).toEqual([
      `note line 3: run the pipe in custom preview (line 3) only after ${event}`,
    ]);
  });
});

describe('closed pull requests are cleaned up by what they start', () => {
  const schedule = 'A schedule, which deleted branches need, is not in this file';

  test('which does not include what only a schedule starts', () => {
    const text = withTriggers('pullrequest-fulfilled', 'pullrequest-rejected').replaceAll(
      '[preview]',
      '[clean-up]',
    );
    expect(found(text, 'Clean-up')).toEqual([
      `ok: custom clean-up (line 5) is started by pullrequest-fulfilled and pullrequest-rejected. custom sync (line 4) is started by hand or by a schedule. ${schedule}`,
    ]);
  });

  test('in different pipelines', () => {
    const text = withTriggers('pullrequest-fulfilled', 'pullrequest-rejected')
      .replace('[preview]', '[clean-up]')
      .replace('[preview]', '[sync]');
    expect(found(text, 'Clean-up')).toEqual([
      `ok: custom sync (line 4), custom clean-up (line 5) is started by pullrequest-fulfilled and pullrequest-rejected. ${schedule}`,
    ]);
  });

  test('and not by a deployment', () => {
    const text = withTriggers('pullrequest-fulfilled', 'pullrequest-rejected');
    expect(found(text, 'Clean-up')).toEqual([
      `note line 4: custom sync (line 4), custom clean-up (line 5) is started by hand or by a schedule. Nothing that cleans up is started by pullrequest-fulfilled and pullrequest-rejected. ${schedule}`,
    ]);
  });
});

describe('a trigger', () => {
  test.each(['pullrequest-merged', 'push'])('for the unknown event %s is told', (event) => {
    expect(found(withTriggers(event), 'Triggers')).toEqual([
      `note line 8: ${event} is no event that Bitbucket names`,
    ]);
  });

  test('that names a pipeline which is not there is an error', () => {
    const text = withTriggers('repository-push').replace('[preview]', '[previews]');
    expect(found(text, 'Triggers')).toEqual([
      'missing line 8: repository-push starts previews, which is not under pipelines: custom:',
    ]);
    expect(exitCodeOf(checksOf(text))).toBe(2);
  });
});

describe('a condition is judged as far as it can be', () => {
  const known = { BITBUCKET_BRANCH: 'release/1.0' };

  test.each([
    ['BITBUCKET_BRANCH == "release/1.0"', true],
    ["BITBUCKET_BRANCH == 'main'", false],
    ['BITBUCKET_BRANCH != "main"', true],
    ['glob(BITBUCKET_BRANCH, "release/*")', true],
    ['!glob(BITBUCKET_BRANCH, "release/*")', false],
    ['!(BITBUCKET_BRANCH == "main") && glob(BITBUCKET_BRANCH, "**")', true],
    ['BITBUCKET_BRANCH == "main" || BITBUCKET_BRANCH == "release/1.0"', true],
    ['BITBUCKET_BRANCH == "main" && OTHER == "x"', false],
    ['BITBUCKET_BRANCH == "release/1.0" || OTHER == "x"', true],
    ['BITBUCKET_BRANCH == "release/1.0" && OTHER == "x"', undefined],
    ['OTHER == "x" || BITBUCKET_BRANCH == "main"', undefined],
    ['COUNT < 3', undefined],
    ['true', true],
    ['', undefined],
    ['BITBUCKET_BRANCH ==', undefined],
    ['(BITBUCKET_BRANCH == "main"', undefined],
    ['BITBUCKET_BRANCH == "main" nonsense', undefined],
    ['constructor == "x"', undefined],
  ])('%s: %s', (condition, expected) => {
    expect(judge(condition, known)).toBe(expected);
  });
});
