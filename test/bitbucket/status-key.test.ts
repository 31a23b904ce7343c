import { describe, expect, test } from 'vitest';
import { statusKey } from '../../src/bitbucket/status-key.ts';

const keyOf = (project: string, environment: string) => statusKey(`upsun/${project}/${environment}`);

describe('the key of a build status', () => {
  const names = ['pr-7', 'pr-70', 'main', 'a'.repeat(300), 'feature/a-long-name-that-two-share-up-to-here-1'];
  const all = [...names, 'feature/a-long-name-that-two-share-up-to-here-2', 'größe/😀'.repeat(9)];

  test.each(all)('has at most 40 characters: %s', (name) => {
    expect(keyOf('abc123def4567', name).length).toBeLessThanOrEqual(40);
    expect(keyOf('abc123def4567', name).length).toBeGreaterThan(5);
  });

  test('is stored by every Data Center: without characters of four bytes, and yet another one for each emoji', () => {
    const keys = ['release-🚀', 'release-🎉', 'release-'].map((name) => keyOf('abc123', name));
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toMatch(/^[ -~]+$/);
  });

  test('differs for each environment and project, so that none overwrites another', () => {
    const keys = ['abc123def4567', 'xyz123def4567'].flatMap((project) =>
      all.map((name) => keyOf(project, name)),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('stays the same, so that a status replaces the one before', () => {
    for (const name of all) expect(keyOf('abc123', name)).toBe(keyOf('abc123', name));
  });

  test.each([
    ['pr-7', 'upsun/abc123def4567/pr-7'],
    ['feature/a-long-name-that-two-share-up-to-here-1', 'upsun/785cdd4901b7fc7ffa89e9931506972356'],
  ])('stays the same from release to release: %s', (name, key) => {
    expect(keyOf('abc123def4567', name)).toBe(key);
  });
});
