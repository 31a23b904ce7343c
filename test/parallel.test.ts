import { describe, expect, test } from 'vitest';
import { inParallel } from '../src/parallel.ts';
import { rejection } from './http/loopback.ts';

/** Resolves when all has happened that could without the test. */
function settled(): Promise<unknown> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Work that ends when the test says so, and what has begun and ended so far. */
function bench(
  items: readonly string[],
  limit: number,
  follows?: (item: string, earlier: string) => boolean,
) {
  const begun: string[] = [];
  const jobs = new Map<string, PromiseWithResolvers<void>>();
  const work = (item: string) => {
    begun.push(item);
    const job = Promise.withResolvers<void>();
    jobs.set(item, job);
    return job.promise;
  };
  const all = inParallel(items, limit, work, follows);
  let isOver = false;
  void all.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  return {
    all,
    begun,
    isOver: () => isOver,
    end: (item: string) => {
      jobs.get(item)?.resolve();
      return settled();
    },
    fail: (item: string) => {
      jobs.get(item)?.reject(new Error(`${item} failed`));
      return settled();
    },
  };
}

describe('work for many items', () => {
  test('is done for at most so many at once, and for all of them', async () => {
    const { all, begun, end } = bench(['a', 'b', 'c'], 2);
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('a');
    await end('c');
    await all;
  });

  test('is done for one at a time where the limit is nothing', async () => {
    const { all, begun, end } = bench(['a', 'b'], 0);
    expect(begun).toEqual(['a']);
    await end('a');
    await end('b');
    await all;
  });

  test('is done for two items that are alike', async () => {
    const done: string[] = [];
    await inParallel(['a', 'a'], 2, async (item) => void done.push(item));
    expect(done).toEqual(['a', 'a']);
  });

  test('is no work for none', async () => {
    const { all, begun } = bench([], 2);
    await all;
    expect(begun).toEqual([]);
  });
});

describe('an item that follows another', () => {
  test('waits for it, and takes no place meanwhile', async () => {
    const { all, begun, end } = bench(['child', 'parent', 'other'], 2, (item) => item === 'parent');
    expect(begun).toEqual(['child', 'other']);
    await end('child');
    expect(begun).toEqual(['child', 'other']);
    await end('other');
    expect(begun).toEqual(['child', 'other', 'parent']);
    await end('parent');
    await all;
  });

  test('follows earlier ones only, so that a circle comes to an end', async () => {
    const { all, begun, end } = bench(['a', 'b'], 2, () => true);
    expect(begun).toEqual(['a']);
    await end('a');
    await end('b');
    await all;
  });
});

describe('an error', () => {
  test('is thrown once what is under way has ended, and nothing more is begun', async () => {
    const { all, begun, isOver, end, fail } = bench(['a', 'b', 'c'], 2);
    const error = rejection(all);
    await fail('a');
    expect(isOver()).toBe(false);
    await end('b');
    expect(await error).toMatchObject({ message: 'a failed' });
    expect(begun).toEqual(['a', 'b']);
  });

  test('is the first of several', async () => {
    const { all, fail } = bench(['a', 'b'], 2);
    const error = rejection(all);
    await fail('b');
    await fail('a');
    expect(await error).toMatchObject({ message: 'b failed' });
  });
});
