import { describe, expect, test } from 'vitest';
import { problemsWith, settingsFrom, valueOf } from './parsed.ts';

describe('a list is read', () => {
  test.each([
    { how: 'one item', value: 'main', globs: ['main'] },
    { how: 'comma-separated', value: 'main,release/*', globs: ['main', 'release/*'] },
    { how: 'with blanks and a last comma', value: ' main , release/** ,', globs: ['main', 'release/**'] },
    { how: 'and is unset where it has no items', value: ' , ', globs: ['**'] },
  ])('$how', ({ value, globs }) => {
    expect(settingsFrom({ BRANCHES: value }).branches).toEqual(globs);
  });

  test.each(['BRANCHES', 'EXCLUDE_BRANCHES', 'ACTIVATE_BRANCHES', 'PULL_REQUEST_TARGETS'] as const)(
    '%s as Pipelines passes lists',
    (name) => {
      const variables = { [`${name}_COUNT`]: '2', [`${name}_0`]: 'main', [`${name}_1`]: 'release/*' };
      expect(valueOf(name, variables)).toEqual(['main', 'release/*']);
    },
  );

  test('in the order in which Pipelines counts it, also past ten', () => {
    const items = Array.from({ length: 12 }, (_, index) => [`BRANCHES_${index}`, `branch-${index}`]);
    const { branches } = settingsFrom({ BRANCHES_COUNT: '12', ...Object.fromEntries(items) });
    expect(branches).toHaveLength(12);
    expect(branches[10]).toBe('branch-10');
  });

  test('leaving out items that are empty', () => {
    const variables = { BRANCHES_COUNT: '2', BRANCHES_0: '', BRANCHES_1: 'main' };
    expect(settingsFrom(variables).branches).toEqual(['main']);
  });

  test('as its default where Pipelines passes none', () => {
    expect(settingsFrom({ BRANCHES_COUNT: '0' }).branches).toEqual(['**']);
  });
});

describe('a count that is none is an error', () => {
  test.each(['two', '-1', '1.5', '999999999999'])('%s', (count) => {
    const problems = problemsWith({ BRANCHES_COUNT: count, BRANCHES_0: 'main' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('BRANCHES_COUNT');
    expect(problems[0]).toContain(count);
  });
});
