import { expect, test } from 'vitest';
import type { Action } from '../../../src/plan/actions.ts';
import type { Reason } from '../../../src/plan/reasons.ts';
import { printPlans } from '../../../src/report/console/plans.ts';
import { wordReason } from '../../../src/text/reasons.ts';
import { writtenLog } from '../written.ts';

const excluded: Reason = { code: 'branch-excluded' };
const skip = (id: string, reason: Reason): Action => ({ kind: 'skip', id, reason });

test('branches that are skipped for the same reason are counted, and the others listed', () => {
  const names = ['one', 'two', 'three', 'four'];
  const actions = [
    ...names.map((name) => skip(name, excluded)),
    skip('pr-1', { code: 'pull-request-closed', id: 1, state: 'MERGED' }),
    skip('pr-2', { code: 'pull-request-closed', id: 2, state: 'MERGED' }),
  ];
  const log = writtenLog();

  printPlans(log, [{ target: { kind: 'branch', name: 'one', tip: undefined }, actions }]);

  const written = log.lines().join('\n');
  expect(written).toContain(`4 are skipped: ${wordReason(excluded)}.`);
  for (const name of names) expect(written).not.toMatch(new RegExp(`^${name} `, 'm'));
  expect(written).toMatch(/^pr-1 +skip/m);
  expect(written).toMatch(/^pr-2 +skip/m);
});

test('a row keeps its words, whatever the name of a file in it does to a terminal', () => {
  const log = writtenLog();
  const reason = {
    code: 'merge-conflict',
    source: 'feature/a',
    target: 'main',
    files: ['a\rb', 'c\u202Ed'],
  } as const;

  printPlans(log, [
    {
      target: { kind: 'branch', name: 'one', tip: undefined },
      actions: [{ kind: 'fail', id: 'pr-1', reason }],
    },
  ]);

  expect(log.lines().join(' ').replaceAll(/\s+/g, ' ')).toContain('conflict in a b, cd. Merge main');
});
