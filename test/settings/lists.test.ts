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

  test.each([
    'BRANCHES',
    'EXCLUDE_BRANCHES',
    'ACTIVATE_BRANCHES',
    'PULL_REQUEST_TARGETS',
    'PULL_REQUEST_SOURCES',
    'PULL_REQUEST_PATHS',
  ] as const)('%s as Pipelines passes lists', (name) => {
    const variables = { [`${name}_COUNT`]: '2', [`${name}_0`]: 'main', [`${name}_1`]: 'release/*' };
    expect(valueOf(name, variables)).toEqual(['main', 'release/*']);
  });

  test('of repositories, also of a project of a person, by their names', () => {
    const { takeOver } = settingsFrom({ TAKE_OVER: 'acme/shop, SHOP/web,~eve/shop' });
    expect(takeOver).toEqual(['acme/shop', 'SHOP/web', '~eve/shop']);
  });

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

const lists = [
  'BRANCHES',
  'EXCLUDE_BRANCHES',
  'ACTIVATE_BRANCHES',
  'PULL_REQUEST_TARGETS',
  'PULL_REQUEST_SOURCES',
  'PULL_REQUEST_PATHS',
  'PROTECTED_ENVIRONMENTS',
] as const;

describe('a list of globs', () => {
  test.each(lists)('%s takes negations', (name) => {
    expect(valueOf(name, { [name]: '**,!renovate/**' })).toEqual(['**', '!renovate/**']);
  });

  test.each(lists.flatMap((name) => ['feature/*,!feature/*', '!**'].map((value) => [name, value] as const)))(
    '%s is an error if it can match nothing: %s',
    (name, value) => {
      const problems = problemsWith({ [name]: value });
      expect(problems).toEqual([expect.stringContaining(`${name} can match nothing`)]);
      expect(problems[0]).toContain(value);
    },
  );

  test('is also an error if Pipelines passes such a list', () => {
    const variables = { BRANCHES_COUNT: '2', BRANCHES_0: 'feature/*', BRANCHES_1: '!feature/*' };
    expect(problemsWith(variables)).toEqual([expect.stringContaining('BRANCHES can match nothing')]);
  });

  test.each(lists)('%s is an error that names the entry which is not well formed', (name) => {
    const problems = problemsWith({ [name]: 'main,feature/[ab' });
    expect(problems).toEqual([expect.stringMatching(`${name} takes .*; got "feature/\\[ab"$`)]);
  });

  test.each(['release/{1,2', 'feature/+(a', '!', '!!main'])('is an error with the entry %s', (entry) => {
    expect(problemsWith({ BRANCHES: entry })).toEqual([expect.stringContaining('BRANCHES takes')]);
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
