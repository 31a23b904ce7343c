import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/validate/checks.ts';
import { checksOf, complete, found } from './pipeline-files.ts';

const pipe = '- pipe: upsun-environments/upsun-environments:0.1.0';

/** A default pipeline with these lines, of which the first is line 3. */
function items(...lines: string[]): string {
  return `pipelines:\n  default:\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

/** A step with these lines, of which the first is line 4. */
function step(...lines: string[]): string {
  return items('- step:', ...lines.map((line) => `    ${line}`));
}

/** A script with these items, of which the first is line 5. */
function script(...lines: string[]): string {
  return step('script:', ...lines.map((line) => `  ${line}`));
}

const refused = 'Bitbucket refuses the file and runs nothing';

describe('Bitbucket would refuse', () => {
  test.each<[string, string, string]>([
    [
      'a command that became a mapping',
      script(pipe, '- echo Deploy: now'),
      'line 6: an item of script is no command, because YAML takes "echo Deploy:" for a key',
    ],
    [
      'a command that became a mapping, in an anchor',
      `definitions:\n  steps:\n    - step: &test\n        script:\n          - echo Result: good\n${items('- step: *test', '- step: *test')}`,
      'line 5: an item of script is no command, because YAML takes "echo Result:" for a key',
    ],
    ['an empty command', script(pipe, '-'), 'line 6: an item of script is empty'],
    [
      'a list of commands inside of the script',
      script(pipe, '- [a, b]'),
      'line 6: an item of script is a list inside the list',
    ],
    ['a script that is a text', step('script: npm test'), 'line 4: script must be a list, and is a text'],
    ['an empty script', step('script: []'), 'line 4: script is an empty list'],
    [
      'a script that is a pipe',
      step('script:', '  pipe: a/b:1'),
      'line 5: script must be a list, and is a mapping',
    ],
    ['a step without a script', step('name: Test'), 'line 4: step has no script'],
    ['an empty step', items('- step:'), 'line 3: step must have keys and values, and is empty'],
    [
      'a step whose content is not indented',
      items('- step:', '  name: Test', '  script:', '    - npm test'),
      'line 3: name, script are beside step: and not below it',
    ],
    [
      'a pipe in the step itself',
      step('name: Deploy', 'pipe: a/b:1'),
      'line 5: pipe: stands in the step itself',
    ],
    ['a pipe in the pipeline itself', items('- pipe: a/b:1'), 'line 3: pipe: stands directly in a pipeline'],
    [
      'variables beside their pipe',
      script('- pipe: a/b:1', '- variables: { A: b }'),
      'line 6: an item of script is variables: without the pipe that they are for',
    ],
    [
      'variables of a pipe as a list',
      script('- pipe: a/b:1', '  variables:', '    - NAME: value'),
      'line 7: variables must have keys and values, and is a list',
    ],
    [
      'a variable of a pipe as a mapping',
      script('- pipe: a/b:1', '  variables:', '    NAME: { a: b }'),
      'line 7: the variable NAME must be a text, and is a mapping',
    ],
    [
      'a parallel group in a stage',
      items('- stage:', '    steps:', '      - parallel:', '          - step: { script: [a] }'),
      'line 5: parallel: cannot stand in a stage',
    ],
    [
      'a stage in a parallel group',
      items('- parallel:', '    - stage: { steps: [step: { script: [a] }] }'),
      'line 4: stage: cannot stand in a parallel group',
    ],
    ['a stage without steps', items('- stage:', '    name: Deploy'), 'line 4: stage has no steps'],
    [
      'steps without dashes',
      'pipelines:\n  default:\n    step:\n      script: [a]\n',
      'line 3: default must be a list of steps, and is a mapping',
    ],
    [
      'a pipeline without steps',
      "pipelines:\n  branches:\n    '**':\n",
      'line 3: ** must be a list, and is empty',
    ],
    [
      'sections as a list',
      'pipelines:\n  - default: []\n',
      'line 2: pipelines must have keys and values, and is a list',
    ],
    [
      'an unknown start of a step',
      step('trigger: manually', 'script: [a]'),
      'line 4: trigger is not automatic or manual',
    ],
    [
      'a trigger with a text for a list',
      complete.replace('pipelines: [clean-up]', 'pipelines: clean-up'),
      'line 37: pipelines must be a list, and is a text',
    ],
    [
      'a trigger without a condition',
      complete.replace('condition: glob(BITBUCKET_BRANCH, "**")\n      pipelines', 'pipelines'),
      'line 36: an item of pullrequest-fulfilled has no condition',
    ],
    [
      'a trigger that is no list',
      `${items('- step: { script: [a] }')}triggers:\n  repository-push:\n    pipelines: [a]\n`,
      'line 6: repository-push must be a list, and is a mapping',
    ],
  ])('%s', (_, text, problem) => {
    expect(found(text, 'Structure')).toEqual([`missing ${problem}: ${refused}`]);
    expect(exitCodeOf(checksOf(text))).toBe(2);
  });
});

describe('Bitbucket takes', () => {
  test.each([
    ['the file that the README recommends', complete],
    [
      'commands with colons inside of words or quotes',
      script('- echo a:b', "- 'echo a: b'", '- |', '  echo a: b'),
    ],
    [
      'a pipe with a list as a variable',
      script('- pipe: a/b:1', '  variables: { A: [b, c], D: 1, E: true }'),
    ],
    ['a task of an agent', script('- agent: reviewer')],
    [
      'a step that starts a pipeline',
      `${step('type: pipeline', 'custom: x')}  custom:\n    x:\n      - step: { script: [a] }\n`,
    ],
    [
      'a parallel group with options',
      items('- parallel:', '    fail-fast: true', '    steps:', '      - step: { script: [a] }'),
    ],
    ['a stage', items('- stage:', '    trigger: manual', '    steps:', '      - step: { script: [a] }')],
    ['a final step', items('- step: { script: [a] }', '- final: { script: [b] }')],
    ['a pipeline from elsewhere', "pipelines:\n  branches:\n    '**':\n      import: test@shared\n"],
    [
      'variables of a custom pipeline',
      'pipelines:\n  custom:\n    x:\n      - variables:\n          - name: A\n      - step: { script: [a] }\n',
    ],
    [
      'artifacts in either form',
      step('artifacts: [dist/**]', 'script: [a]') +
        '    - step: { artifacts: { paths: [x] }, script: [b] }\n',
    ],
    [
      'runners as a word or a list',
      step("runs-on: ['self.hosted', 'linux']", 'script: [a]') +
        '    - step: { runs-on: linux, script: [b] }\n',
    ],
    ['a whole step merged in', `x: &x\n  step: { script: [a] }\n${items('- <<: *x')}`],
    ['what it does not know yet', step('some-new-option: { a: 1 }', 'script: [a]')],
    [
      'sections that are all commented out',
      'pipelines:\n  branches:\n  default:\n    - step: { script: [a] }\n',
    ],
  ])('%s', (_, text) => {
    expect(found(text, 'Structure')).toEqual([]);
  });
});

describe('a section that Bitbucket does not know', () => {
  test.each([
    ['pull-request', 'pull-requests'],
    ['pullrequests', 'pull-requests'],
    ['branch', 'branches'],
  ])('%s is told', (section, meant) => {
    const text = `pipelines:\n  ${section}:\n    '**':\n      - step: { script: [a] }\n`;
    const [check] = checksOf(text).filter(({ name }) => name === 'Structure');
    expect(check).toMatchObject({ result: 'note', place: { line: 2 } });
    expect(check?.remedy).toContain(meant);
  });

  test('and triggers in the wrong place', () => {
    const text = 'pipelines:\n  triggers:\n    repository-push: []\n';
    expect(checksOf(text)[1]?.remedy).toBe('Move it to the first column, beside pipelines:.');
  });
});

test('a key that stands twice is a note, because nobody has seen what Bitbucket does with it', () => {
  const text = complete.replace(
    '  custom:\n',
    '  custom:\n    other:\n      - step: { script: [a] }\n  custom:\n',
  );
  expect(found(text, 'YAML')).toEqual([
    'note line 28: custom stands in line 25 already, and only one of the two counts',
  ]);
  expect(exitCodeOf(checksOf(text))).toBe(0);
});

test('of a file that Bitbucket refuses nobody says what it starts', () => {
  const text = complete.replace('- npm ci', '- echo Install: npm');
  expect(checksOf(text).map(({ name }) => name)).toEqual(['Structure', 'Pushes', 'Version', 'Secrets']);
  expect(found(text, 'Pushes')).toEqual(['skipped: not looked at before Bitbucket takes the file']);
});
