import { describe, expect, test } from 'vitest';
import { isOurs, mayUsePipe } from '../../../src/validate/pipeline-file/reference.ts';
import { checksOf, found } from './pipeline-files.ts';

const file = 'bitbucket-pipelines.yml';

describe('this pipe is recognized', () => {
  test.each([
    'upsun-environments/upsun-environments:1.0.0',
    'acme/upsun-environments:v2',
    'acme/upsun-environments',
    'docker://upsun-environments/upsun-environments:1.0.0',
    'docker://registry.example.com:5000/tools/upsun-environments:1.0.0',
    'docker://registry.example.com:5000/upsun-environments',
    `docker://upsun-environments@sha256:${'0a'.repeat(32)}`,
  ])('by %s', (reference) => {
    expect(isOurs(reference)).toBe(true);
    expect(mayUsePipe(`script:\n  - pipe: ${reference}\n`)).toBe(true);
    expect(mayUsePipe(`script:\n  - pipe: "${reference}"\n`)).toBe(true);
  });

  test.each([
    'acme/upsun-environments-cleaner:1.0.0',
    'acme/my-upsun-environments:1.0.0',
    'upsun-environments/notify:1.0.0',
    'docker://upsun-environments/notify',
    'acme/upsun:upsun-environments',
    'acme/notify@upsun-environments',
  ])('but not by %s', (reference) => {
    expect(isOurs(reference)).toBe(false);
    const text = `pipelines:\n  default:\n    - step:\n        script:\n          - pipe: ${reference}\n`;
    expect(found(text, file)).toEqual(['missing: no step runs the pipe upsun-environments']);
  });
});

describe('this pipe is counted', () => {
  const pipe = 'pipe: acme/upsun-environments:1.0.0';

  test.each([
    [
      'behind an alias of its item',
      `x: &x\n  ${pipe}\npipelines:\n  default: [step: { script: [*x] }]\n`,
      'line 2',
    ],
    [
      'merged into an item',
      `x: &x { ${pipe} }\npipelines:\n  default: [step: { script: [{ <<: *x, variables: { WAIT: no } }] }]\n`,
      'line 3',
    ],
    [
      'merged into a step twice',
      `a: &a { name: A }\nb: &b { script: [${pipe}] }\npipelines:\n  default: [step: { <<: *a, <<: *b }]\n`,
      'line 2',
    ],
    [
      'by a name behind an alias',
      `x: &x acme/upsun-environments:1.0.0\npipelines:\n  default: [step: { script: [pipe: *x] }]\n`,
      'line 3',
    ],
  ])('%s', (_, text, line) => {
    expect(found(text, file)).toEqual([`ok: the pipe is in ${line}`]);
  });

  test('but not in an anchor that no pipeline uses', () => {
    const text = `definitions:\n  steps:\n    - step: &x { script: [${pipe}] }\npipelines:\n  default: [step: { script: [a] }]\n`;
    expect(checksOf(text)[0]).toMatchObject({
      result: 'missing',
      place: { line: 3 },
      detail: 'no pipeline has the step with the pipe upsun-environments',
    });
    expect(found(text, 'Pushes')).toEqual([]);
  });

  test('in a pipeline that other repositories import', () => {
    const text = `export: true\ndefinitions:\n  pipelines:\n    shared: [step: { script: [${pipe}] }]\n`;
    expect(found(text, file)).toEqual(['ok: the pipe is in line 4']);
  });
});
