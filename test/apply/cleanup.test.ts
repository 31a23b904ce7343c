/** Several environments that are cleaned up side by side, in memory. */
import { describe, expect, test } from 'vitest';
import { rejection } from '../http/loopback.ts';
import { previewEnvironment, pullRequest } from '../plan/world.ts';
import { cleaning, deletionOf, expiryOf, gone } from './cleaning.ts';
import { memoryEnvironment } from './memory-upsun.ts';

const isMove = (what: string) => what.startsWith('move ');

describe('environments are taken away side by side', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const five = { environments: ids.map((id) => gone(id)), actions: ids.map(deletionOf) };

  test.each([1, 2, 4])('as many as Upsun runs at once: %i', async (concurrency) => {
    const { run, upsun } = cleaning({ ...five, concurrency });
    expect(await run()).toBe(0);
    expect([...upsun.all.keys()]).toEqual(['main']);
    expect(upsun.mostAtOnce()).toBe(concurrency);
  });

  test('though the settings of the project speak of none at all', async () => {
    const { run, upsun } = cleaning({ ...five, concurrency: 0 });
    await run();
    expect([...upsun.all.keys()]).toEqual(['main']);
  });

  test('and so are idle ones of pull requests', async () => {
    const { run, upsun } = cleaning({
      environments: [7, 8].map((number) => preview(number)),
      actions: [7, 8].map(expiryOf),
    });
    expect(await run()).toBe(0);
    expect(upsun.mostAtOnce()).toBe(2);
    expect(['pr-7', 'pr-8'].map((id) => upsun.all.get(id)?.status)).toEqual(['inactive', 'inactive']);
  });

  test('and every line of the log names the one that it is about', async () => {
    const { run, log } = cleaning(five);
    await run();
    for (const line of log.lines()) expect(line).toMatch(/^(INFO: [a-e]:|✔ [a-e] is deleted| {2}[a-e] │)/);
  });
});

function preview(number: number, parent = 'main') {
  const { attributes } = previewEnvironment();
  return memoryEnvironment(`pr-${number}`, {
    attributes: { ...attributes, environment: `pr-${number}`, pull_request: String(number) },
    parent,
  });
}

describe('a parent waits for its children', () => {
  test('while others overlap with those', async () => {
    const { run, upsun } = cleaning({
      environments: [gone('parent'), gone('child', { parent: 'parent' }), gone('other')],
      actions: ['child', 'parent', 'other'].map(deletionOf),
      // The child is not done before the other one has begun.
      endsWhen: (id) => id !== 'child' || upsun.happened.includes('deactivate other'),
    });
    expect(await run()).toBe(0);
    expect(upsun.happened.indexOf('child is gone')).toBeLessThan(upsun.happened.indexOf('deactivate parent'));
    expect([...upsun.all.keys()]).toEqual(['main']);
  });

  test('and stays whole where one of them stays', async () => {
    const { run, upsun } = cleaning({
      environments: [gone('parent'), gone('child', { parent: 'parent' }), gone('other')],
      actions: ['child', 'parent', 'other'].map(deletionOf),
      branchIsThere: (name) => name === 'child',
    });
    expect(await run()).toBe(0);
    expect([...upsun.all.keys()]).toEqual(['main', 'parent', 'child']);
    expect(upsun.happened).not.toContain('deactivate parent');
    expect(upsun.all.get('child')?.parent).toBe('parent');
  });

  test('and for the deactivation of an idle one before it is moved', async () => {
    const { run, upsun } = cleaning({
      environments: [gone('old'), preview(7, 'old')],
      actions: [expiryOf(7), deletionOf('old')],
    });
    expect(await run()).toBe(0);
    expect(upsun.happened.indexOf('pr-7 is inactive')).toBeLessThan(
      upsun.happened.indexOf('move pr-7 to main'),
    );
    expect(upsun.all.get('pr-7')?.parent).toBe('main');
  });
});

describe('a child that stays', () => {
  test('is never moved below what is about to go', async () => {
    const { run, upsun } = cleaning({
      environments: [
        gone('develop'),
        gone('left', { parent: 'develop' }),
        gone('right', { parent: 'develop' }),
        memoryEnvironment('by-hand-left', { parent: 'left' }),
        memoryEnvironment('by-hand-right', { parent: 'right' }),
      ],
      actions: ['left', 'right', 'develop'].map(deletionOf),
    });
    expect(await run()).toBe(0);
    expect(upsun.happened.filter(isMove).toSorted()).toEqual([
      'move by-hand-left to main',
      'move by-hand-right to main',
    ]);
    expect([...upsun.all.keys()]).toEqual(['main', 'by-hand-left', 'by-hand-right']);
  });

  test('is not moved below what somebody else is deleting either', async () => {
    const { run, upsun } = cleaning({
      environments: [
        memoryEnvironment('develop', { status: 'deleting' }),
        gone('old', { parent: 'develop' }),
        memoryEnvironment('by-hand', { parent: 'old' }),
      ],
      actions: [deletionOf('old')],
    });
    expect(await run()).toBe(0);
    expect(upsun.happened.filter(isMove)).toEqual(['move by-hand to main']);
  });

  const family = {
    environments: [gone('old'), memoryEnvironment('by-hand', { parent: 'old' })],
    actions: [deletionOf('old')],
  };

  test('is moved back where its parent stays after all, for a branch that was pushed again', async () => {
    const { run, upsun } = cleaning({
      ...family,
      branchIsThere: () => upsun.happened.includes('old is inactive'),
    });
    expect(await run()).toBe(0);
    expect(upsun.happened.filter(isMove)).toEqual(['move by-hand to main', 'move by-hand to old']);
    expect(upsun.all.get('by-hand')?.parent).toBe('old');
  });

  test.each(['deactivate', 'delete'])('is moved back where Upsun refuses to %s its parent', async (how) => {
    const { run, upsun, failures } = cleaning({
      ...family,
      onChange(what) {
        if (what === `${how} old`) throw new Error('Not yours');
      },
    });
    expect(await run()).toBe(1);
    expect(failures).toEqual(['Not yours']);
    expect(upsun.all.get('by-hand')?.parent).toBe('old');
  });

  test('stays where somebody else has moved it in the meantime', async () => {
    const { run, upsun } = cleaning({
      ...family,
      environments: [...family.environments, memoryEnvironment('staging')],
      onChange(what) {
        if (what !== 'deactivate old') return;
        upsun.change('by-hand', { parent: 'staging' });
        throw new Error('Not yours');
      },
    });
    await run();
    expect(upsun.all.get('by-hand')?.parent).toBe('staging');
  });

  test('is not moved back below a parent whose deletion was begun, however long that takes', async () => {
    const { run, upsun, failures } = cleaning({ ...family, endsWhen: (_, kind) => kind !== 'delete' });
    expect(await run()).toBe(1);
    expect(failures[0]).toContain('could not be deleted in time');
    expect(upsun.all.get('by-hand')?.parent).toBe('main');
  });

  test('that cannot be moved back is a warning, and the others are', async () => {
    const { run, upsun, log } = cleaning({
      ...family,
      environments: [...family.environments, memoryEnvironment('second', { parent: 'old' })],
      onChange(what) {
        if (what === 'deactivate old' || what === 'move by-hand to old') throw new Error('Not yours');
      },
    });
    await run();
    expect(log.raw()).toContain('by-hand could not be moved back below old: Not yours');
    expect(upsun.all.get('second')?.parent).toBe('old');
  });
});

describe('what goes wrong with one environment', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const four = { environments: ids.map((id) => gone(id)), actions: ids.map(deletionOf) };

  test('leaves the others to be deleted', async () => {
    const { run, upsun, failures } = cleaning({
      ...four,
      onChange(what) {
        if (what === 'deactivate a') throw new Error('Not now');
      },
    });
    expect(await run()).toBe(1);
    expect(failures).toEqual(['Not now']);
    expect([...upsun.all.keys()]).toEqual(['main', 'a']);
  });

  test('by vanishing is a success', async () => {
    const { run, upsun } = cleaning({
      ...four,
      onChange(what) {
        if (what === 'delete a' || what === 'deactivate b') {
          upsun.all.delete(what.slice(-1));
          throw new Error('404');
        }
      },
    });
    expect(await run()).toBe(0);
    expect([...upsun.all.keys()]).toEqual(['main']);
  });
});

describe('a question to Bitbucket that gets no answer', () => {
  const ids = ['a', 'b', 'c', 'd'];
  /** What has happened by the time that the question about it gets no answer. */
  const lateEnough = { a: 'deactivate b', b: 'b is inactive' } as const;

  test.each([
    { when: 'before the first of them is deactivated', asked: 'a' },
    { when: 'before the first of them is deleted', asked: 'b' },
  ] as const)('$when, keeps those at work from being deleted and begins no other', async ({ asked }) => {
    const { run, upsun, failures, log } = cleaning({
      environments: ids.map((id) => gone(id)),
      actions: ['b', 'a', 'c', 'd'].map(deletionOf),
      duration: (id) => (id === 'b' ? 4000 : 1000),
      context: { reader: { branch: answerUnless(asked) } },
    });
    function answerUnless(silentAbout: 'a' | 'b') {
      return async (name: string) => {
        if (name === 'a') await until(() => upsun.happened.includes('deactivate b'));
        if (name === silentAbout && upsun.happened.includes(lateEnough[name]))
          throw new Error('Bitbucket answers 503');
        return undefined;
      };
    }
    const error = await rejection(run());
    expect(error).toMatchObject({ message: 'Bitbucket answers 503' });
    expect(failures).toEqual([]);
    expect(upsun.all.has('b')).toBe(true);
    expect(upsun.happened).not.toContain('delete b');
    expect(upsun.happened).not.toContain('deactivate c');
    const isTold = log.raw().includes('b stays: Bitbucket gave no answer about another environment');
    expect(isTold).toBe(asked === 'a');
  });

  test('keeps idle environments from being deactivated', async () => {
    const { run, upsun } = cleaning({
      environments: [7, 8, 9].map((number) => preview(number)),
      actions: [7, 8, 9].map(expiryOf),
      context: {
        bitbucket: {
          deletesPullRequests: false,
          pullRequest: () => Promise.reject(new Error('Bitbucket answers 503')),
        },
      },
    });
    expect(await rejection(run())).toMatchObject({ message: 'Bitbucket answers 503' });
    expect(upsun.happened).toEqual([]);
  });
});

describe('an idle environment that is already marked stays', () => {
  test.each([
    { what: 'it is deployed', changes: { lastDeploymentAt: 1 } },
    { what: 'it is made staging', changes: { type: 'staging' } },
    { what: 'its mark is taken away', changes: { attributes: {} } },
  ])('where $what at that moment', async ({ changes }) => {
    const { run, upsun, log } = cleaning({
      environments: [preview(7)],
      actions: [expiryOf(7)],
      onChange: (change) => change === 'mark pr-7' && queueMicrotask(() => upsun.change('pr-7', changes)),
    });
    expect(await run()).toBe(0);
    expect(upsun.happened).toEqual(['mark pr-7']);
    expect(log.raw()).toContain('pr-7 stays: it is in use again, or was changed just now.');
  });

  test('where its pull request is changed at that moment', async () => {
    const { run, upsun } = cleaning({
      environments: [preview(7)],
      actions: [expiryOf(7)],
      context: {
        bitbucket: {
          deletesPullRequests: false,
          pullRequest: async (id) =>
            pullRequest({ id, updatedAt: upsun.happened.length > 0 ? 1 : undefined }),
        },
      },
    });
    expect(await run()).toBe(0);
    expect(upsun.happened).toEqual(['mark pr-7']);
  });
});

/** Lets what else goes on in the test go on. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Promise.resolve();
}

test('a signal ends all that are at work, and nothing is asked of Upsun after it', async () => {
  const stopping = new AbortController();
  const ids = ['a', 'b', 'c'];
  const { run, upsun, failures } = cleaning({
    environments: [...ids.map((id) => gone(id)), memoryEnvironment('by-hand', { parent: 'a' })],
    actions: ids.map(deletionOf),
    context: { signal: stopping.signal },
    endsWhen() {
      if (upsun.happened.includes('deactivate b')) stopping.abort(new Error('Stopped by SIGTERM'));
      return false;
    },
  });
  expect(await rejection(run())).toMatchObject({ message: 'Stopped by SIGTERM' });
  expect(upsun.happened).toEqual(['move by-hand to main', 'deactivate b', 'deactivate a']);
  expect(failures).toEqual([]);
});
