import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canMatch, isWellFormed, matches, matchesAll } from '../../src/plan/globs.ts';

describe('a list of globs', () => {
  test.each<{ globs: string[]; chosen: string[]; left: string[] }>([
    { globs: [], chosen: [], left: ['main', 'feature/a'] },
    { globs: ['**'], chosen: ['main', 'feature/a', 'a/b/c', '.hidden/x'], left: [] },
    { globs: ['main', 'feature/*'], chosen: ['main', 'feature/a'], left: ['develop', 'feature/a/b'] },
    { globs: ['feature/**'], chosen: ['feature/a', 'feature/a/b'], left: ['features/a'] },
    { globs: ['release/{1,2}.x'], chosen: ['release/1.x', 'release/2.x'], left: ['release/3.x'] },
    { globs: ['v[0-9]'], chosen: ['v1'], left: ['vx'] },
  ])('$globs chooses what one of its entries matches', ({ globs, chosen, left }) => {
    expect(chosen.filter((name) => matches(name, globs))).toEqual(chosen);
    expect(left.filter((name) => matches(name, globs))).toEqual([]);
  });

  test.each<{ globs: string[]; chosen: string[]; left: string[] }>([
    { globs: ['**', '!renovate/**'], chosen: ['main', 'feature/a'], left: ['renovate/a', 'renovate/a/b'] },
    { globs: ['!renovate/**'], chosen: ['main', 'feature/a'], left: ['renovate/a'] },
    { globs: ['!renovate/**', '!wip/*'], chosen: ['main'], left: ['renovate/a', 'wip/a'] },
    { globs: ['! renovate/**'], chosen: ['main'], left: ['renovate/a'] },
    {
      globs: ['feature/*', '!feature/wip-*', 'feature/wip-demo'],
      chosen: ['feature/a', 'feature/wip-demo'],
      left: ['feature/wip-a', 'main'],
    },
    { globs: ['!feature/a', 'feature/*'], chosen: ['feature/a', 'feature/b'], left: ['main'] },
    { globs: ['!(main|develop)'], chosen: ['feature'], left: ['main', 'develop'] },
    { globs: ['feature/*', '!(feature)/*'], chosen: ['feature/a', 'wip/a'], left: ['main'] },
  ])('$globs is read in order, and the last entry that matches decides', ({ globs, chosen, left }) => {
    expect(chosen.filter((name) => matches(name, globs))).toEqual(chosen);
    expect(left.filter((name) => matches(name, globs))).toEqual([]);
  });
});

describe('a list that can match nothing', () => {
  test.each([
    [['!**']],
    [['**', '!**']],
    [['main', '!main']],
    [['main', 'develop', '!**']],
    [['feature/*', '!feature/*']],
    [['feature/*', '!feature/**']],
    [['feature/a', '!feature/*']],
    [['feature/**', '!feature/**']],
    [['{a,b}/*', '!a/*', '!b/*']],
    [['{a,b}', '!a', '!b']],
    [['!main', '!**']],
    [['v[0-9]', '!v[0-9]']],
    [['v[0-9]', '!**']],
    [['v?', '!v*']],
  ])('is found: %j', (globs) => {
    expect(canMatch(globs)).toBe(false);
  });

  test.each([
    [['**']],
    [['!main']],
    [['!*']],
    [['**', '!*']],
    [['feature/*', '!feature/a']],
    [['feature/*', '!feature/a*']],
    [['feature/*', '!feature/[a-zA-Z]*']],
    [['feature/*', '!feature/?']],
    [['feature/**', '!feature/*']],
    [['feature/*', '!feature/*', 'feature/a']],
    [['!feature/*', 'feature/*']],
    [['v[0-9].*', '!v0.*', '!v9.*']],
    [['{a,b}/*', '!a/*']],
    [['!(main)', '!main']],
    [['a', '!b']],
  ])('is not taken for one that can: %j', (globs) => {
    expect(canMatch(globs)).toBe(true);
  });
});

describe('a glob', () => {
  test.each([
    'main',
    'feature/**',
    '!renovate/**',
    'release/{1,2}.x',
    'v[0-9]',
    '[]a]',
    '[!a]',
    '!(a|b)',
    '[{(]',
  ])('is well formed: %s', (glob) => {
    expect(isWellFormed(glob)).toBe(true);
  });

  test.each([
    '!',
    '! ',
    '!!main',
    'feature/[a',
    'feature/{a',
    'a}',
    '+(a',
    'a)',
    '!{a',
    '{a}}',
    'v[0-9',
    '[]',
    '[!]',
    '!!(a',
    '}{',
  ])('is not well formed: %s', (glob) => {
    expect(isWellFormed(glob)).toBe(false);
  });
});

const glob = fc.constantFrom(
  '**',
  '*',
  'main',
  'feature/*',
  'feature/**',
  'feature/a',
  '{main,wip}',
  '*/a',
  'f?',
);
const entry = fc.tuple(fc.boolean(), glob).map(([negated, pattern]) => (negated ? `!${pattern}` : pattern));
const name = fc.constantFrom('main', 'wip', 'feature/a', 'feature/a/b', 'feature/b', 'wip/a', 'fx');

test('whatever is added to a list decides about what it matches, and about nothing else', () => {
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1 }), glob, name, (globs, added, given) => {
      const before = matches(given, globs);
      const concerned = matches(given, [added]);
      expect(matches(given, [...globs, `!${added}`])).toBe(before && !concerned);
      // A list of negations alone starts from everything, and no longer does with what is added.
      if (globs.every((one) => one.startsWith('!'))) return;
      expect(matches(given, [...globs, added])).toBe(before || concerned);
    }),
  );
});

test('a list that matches some name is never taken for one that can match nothing', () => {
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1 }), name, (globs, given) => {
      expect(!matches(given, globs) || canMatch(globs)).toBe(true);
    }),
  );
});

test('the order of a list without negations makes no difference', () => {
  fc.assert(
    fc.property(fc.array(glob), name, (globs, given) => {
      expect(matches(given, globs.toReversed())).toBe(matches(given, globs));
    }),
  );
});

describe('a name that begins with a dot', () => {
  test.each([
    ['apps/shop/**', 'apps/shop/.upsun/config.yaml'],
    ['**/*.yaml', '.upsun/config.yaml'],
    ['*', '.env'],
    ['.upsun/**', '.upsun/config.yaml'],
    ['{.upsun,apps}/**', '.upsun/config.yaml'],
    ['apps/*/.env', 'apps/shop/.env'],
  ])('is matched by %s like any other: %s', (globbed, path) => {
    expect(matches(path, [globbed])).toBe(true);
  });

  test('is not that name without the dot', () => {
    expect(matches('upsun/config.yaml', ['.upsun/**'])).toBe(false);
    expect(matches('.upsun/config.yaml', ['upsun/**'])).toBe(false);
  });
});

test.each([
  [['**'], true],
  [['!docs/**', '**'], true],
  [['apps/**'], false],
  [['**', '!docs/**'], false],
  [['!docs/**'], false],
])('whether %j matches everything is %j', (globs, all) => {
  expect(matchesAll(globs)).toBe(all);
});
