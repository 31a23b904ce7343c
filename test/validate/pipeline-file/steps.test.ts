import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/validate/checks.ts';
import { checksOf, complete, found } from './pipeline-files.ts';

const pipe = '- pipe: acme/upsun-environments:1.0.0';

/** A file whose step with the pipe (line 6 without options) has these lines before its script, from line 4 on. */
function withStep(...options: string[]): string {
  return `pipelines:
  default:
    - step:
${options.map((line) => `        ${line}\n`).join('')}        script:
          - npm test
          ${pipe}
`;
}

/** A pipeline of these items, from line 3 on. */
function pipeline(...items: string[]): string {
  return `pipelines:\n  default:\n${items.map((item) => `    - ${item}\n`).join('')}`;
}

function waits(line: number, at: number): string {
  return `note line ${at}: the pipe in line ${line} waits until somebody starts this step, stage or parallel group by hand`;
}

function left(line: number, at: number, what: string): string {
  return `note line ${at}: the pipe in line ${line} does not run ${what}: then no environment is made or updated, and production not deployed`;
}

function cannot(line: number, at: number, runner: string): string {
  return `missing line ${at}: the pipe in line ${line} would run on a ${runner} runner, and pipes need Docker on Linux`;
}

const deploy = '{ script: [pipe: acme/upsun-environments:1.0.0] }';

describe('a manual step before the pipe', () => {
  test.each([
    ['is a step', pipeline('step: { trigger: manual, script: [a] }', `step: ${deploy}`), waits(4, 3)],
    [
      'is in a parallel group',
      pipeline(
        'parallel: [step: { script: [a] }, step: { trigger: manual, script: [b] }]',
        `step: ${deploy}`,
      ),
      waits(4, 3),
    ],
    [
      'is a stage',
      pipeline(
        'stage: { trigger: manual, steps: [step: { script: [a] }] }',
        'step: { script: [b] }',
        `step: ${deploy}`,
      ),
      waits(5, 3),
    ],
    [
      'is in the stage of the pipe',
      pipeline(`stage: { steps: [step: { trigger: manual, script: [a] }, step: ${deploy}] }`),
      waits(3, 3),
    ],
    [
      'starts the pipeline of the pipe',
      `${pipeline('step: { trigger: manual, type: pipeline, custom: x }')}  custom:\n    x:\n      - step: ${deploy}\n`,
      'note line 3: the pipe in line 6 is in a step or stage that somebody starts by hand',
    ],
    [
      'is that of the pipe',
      pipeline('step: { script: [a] }', `step: { trigger: manual, ${deploy.slice(1)}`),
      'note line 4: the pipe in line 4 is in a step or stage that somebody starts by hand',
    ],
  ])('%s', (_, text, expected) => {
    expect(found(text, 'Manual steps')).toEqual([expected]);
    expect(found(text, 'Pushes')[0]).toContain('when somebody starts a manual step');
    expect(exitCodeOf(checksOf(text))).toBe(0);
  });

  test.each([
    ['comes after it', pipeline(`step: ${deploy}`, 'step: { trigger: manual, script: [a] }')],
    [
      'is in the same parallel group',
      pipeline(`parallel: [step: { trigger: manual, script: [a] }, step: ${deploy}]`),
    ],
    ['does not hold up a final step', pipeline('step: { trigger: manual, script: [a] }', `final: ${deploy}`)],
    ['starts by itself', pipeline('step: { trigger: automatic, script: [a] }', `step: ${deploy}`)],
  ])('is no matter if it %s', (_, text) => {
    expect(found(text, 'Manual steps')).toEqual([]);
    expect(found(text, 'Pushes')[0]).toMatch(/^ok/);
  });
});

describe('a condition', () => {
  test.each([
    [
      'of the step',
      withStep('condition:', '  changesets:', "    includePaths: ['src/**', 'lib/**']"),
      left(9, 5, 'where no file that changed matches src/**, lib/**'),
    ],
    [
      'that excludes files',
      withStep("condition: { changesets: { excludePaths: ['docs/**'] } }"),
      left(7, 4, 'where every file that changed matches docs/**'),
    ],
    ['of a state', withStep("condition: { state: 'DEPLOY == true' }"), left(7, 4, 'unless DEPLOY == true')],
    [
      'of the stage',
      pipeline(`stage: { condition: { changesets: { includePaths: [src/**] } }, steps: [step: ${deploy}] }`),
      left(3, 3, 'where no file that changed matches src/**'),
    ],
  ])('%s is a note of what it leaves out', (_, text, expected) => {
    expect(found(text, 'Conditions')).toEqual([expected]);
    expect(exitCodeOf(checksOf(text))).toBe(0);
  });

  test.each([
    [
      'of another step',
      pipeline('step: { condition: { changesets: { includePaths: [a] } }, script: [a] }', `step: ${deploy}`),
    ],
    ['that is not there', withStep()],
    [
      'of a step that only cleans up',
      withStep('condition: { changesets: { includePaths: [a] } }').replace(
        pipe,
        `${pipe}\n            variables: { COMMAND: cleanup }`,
      ),
    ],
  ])('%s is no matter', (_, text) => {
    expect(found(text, 'Conditions')).toEqual([]);
  });
});

describe('a runner', () => {
  test.each([
    [
      'with a Linux shell',
      withStep('runs-on:', '  - self.hosted', '  - linux.shell'),
      cannot(9, 6, 'Linux shell'),
    ],
    ['on Windows', withStep("runs-on: ['self.hosted', 'windows']"), cannot(7, 4, 'Windows')],
    ['on macOS', withStep('runs-on: macos'), cannot(7, 4, 'macOS')],
    [
      'on Windows of the cloud',
      withStep('runtime: { cloud: { platform: windows } }'),
      cannot(7, 4, 'Windows'),
    ],
    [
      'for all steps',
      `options:\n  runs-on: ['self.hosted', 'linux.shell']\n${withStep()}`,
      cannot(8, 2, 'Linux shell'),
    ],
  ])('%s cannot run the pipe', (_, text, expected) => {
    expect(found(text, 'Runners')).toEqual([expected]);
    expect(exitCodeOf(checksOf(text))).toBe(2);
  });

  test.each([
    ['of Bitbucket', withStep()],
    ['with Docker on Linux', withStep("runs-on: ['self.hosted', 'linux', 'deploy']")],
    ['of an ARM machine', withStep("runs-on: ['self.hosted', 'linux.arm64']")],
    [
      'of its own, where the others have another',
      `options:\n  runs-on: [self.hosted, windows]\n${withStep('runs-on: [self.hosted, linux]')}`,
    ],
    ['of another step', pipeline('step: { runs-on: [self.hosted, macos], script: [a] }', `step: ${deploy}`)],
  ])('%s can', (_, text) => {
    expect(found(text, 'Runners')).toEqual([]);
  });
});

describe('the clone', () => {
  const full = 'clone: { depth: full }';

  test.each([
    [
      'with files of Git LFS',
      withStep('clone: { depth: full, lfs: true }'),
      'note line 4: the clone for the pipe in line 7 has the files of Git LFS, but Upsun gets their pointers only',
    ],
    [
      'with files of Git LFS for all steps',
      `clone: { depth: full, lfs: yes }\n${withStep()}`,
      'note line 1: the clone for the pipe in line 7 has the files of Git LFS, but Upsun gets their pointers only',
    ],
    [
      'with submodules that the step fetches',
      withStep(full).replace('- npm test', '- git submodule update --init'),
      'note line 6: what this command fetches does not reach Upsun with the pipe in line 7, which pushes the commit alone',
    ],
    [
      'that is switched off in words of YAML 1.1',
      withStep('clone: { enabled: no }'),
      'missing line 7: the pipe deploys in a step without a clone',
    ],
    [
      'that is off where nobody knows the command',
      withStep('clone: { enabled: false }').replace(
        pipe,
        `${pipe}\n            variables: { COMMAND: $COMMAND }`,
      ),
      'note line 7: the pipe deploys in a step without a clone',
    ],
  ])('%s is told', (_, text, expected) => {
    expect(found(text, 'Clone')).toEqual([expected]);
  });

  test.each([
    ['without them', withStep(full)],
    ['for a script that only names git', withStep(full).replace('- npm test', '- git status')],
    ['for all steps', `${full}\n${withStep('clone: { enabled: yes }')}`],
  ])('%s is well', (_, text) => {
    expect(found(text, 'Clone')).toEqual(['ok: complete']);
  });
});

describe('the time of the step', () => {
  const withTimeout = (timeout: string, ...options: string[]) =>
    withStep(...options).replace(pipe, `${pipe}\n            variables: { DEPLOY_TIMEOUT: ${timeout} }`);

  test.each([
    [
      'of its own',
      withStep('max-time: 30'),
      'note line 4: Pipelines stops the step with the pipe in line 7 after 30 minutes, and a deployment may take 1 h (DEPLOY_TIMEOUT)',
    ],
    [
      'of all steps',
      `options: { max-time: 15 }\n${withTimeout('20m')}`,
      'note line 1: Pipelines stops the step with the pipe in line 7 after 15 minutes, and a deployment may take 20 min (DEPLOY_TIMEOUT)',
    ],
    [
      'that Bitbucket gives it',
      withTimeout('3h'),
      'note line 6: Pipelines stops the step with the pipe in line 6 after 120 minutes, and a deployment may take 3 h (DEPLOY_TIMEOUT)',
    ],
  ])('%s is too short', (_, text, expected) => {
    expect(found(text, 'Time limit')).toEqual([expected]);
  });

  test.each([
    ['by default', withStep()],
    ['with a shorter timeout', withTimeout('20m', 'max-time: 30')],
    ['with a timeout that nobody knows yet', withTimeout('$TIMEOUT', 'max-time: 1')],
    [
      'where the pipe does not wait',
      withStep('max-time: 5').replace(pipe, `${pipe}\n            variables: { WAIT: no }`),
    ],
    [
      'where the pipe only cleans up',
      withStep('max-time: 5').replace(pipe, `${pipe}\n            variables: { COMMAND: cleanup }`),
    ],
  ])('%s is long enough', (_, text) => {
    expect(found(text, 'Time limit')).toEqual([]);
  });
});

test('nothing of this is said of the file that the README recommends', () => {
  for (const name of ['Manual steps', 'Conditions', 'Runners', 'Time limit', 'Structure', 'YAML'] as const)
    expect(found(complete, name)).toEqual([]);
});
