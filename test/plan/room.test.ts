import { describe, expect, test } from 'vitest';
import { desireTarget } from '../../src/plan/environment.ts';
import { isBlocked } from '../../src/plan/room.ts';
import type { Environment } from '../../src/plan/world.ts';
import { byId, defaults, environment, project, repository } from './world.ts';

function blocked(id: string, environments: Environment[], environmentLimit?: number): boolean {
  const snapshot = {
    project: { ...project, environmentLimit },
    repository,
    environments: byId(environments),
  };
  return isBlocked(id, snapshot);
}

const main = environment('main');

describe('an environment must wait for another to go', () => {
  test.each<{ what: string; others: Environment[]; limit?: number }>([
    { what: 'where there is no room', others: [environment('a')], limit: 1 },
    { what: 'where the subscription allows none', others: [], limit: 0 },
    {
      what: 'where a paused one has the last room',
      others: [environment('a', { status: 'paused' })],
      limit: 1,
    },
    { what: 'where its name lies below that of another branch', others: [environment('feature')] },
    { what: "where another branch's name lies below its own", others: [environment('feature/x/y')] },
  ])('$what', ({ others, limit }) => {
    expect(blocked('feature/x', [main, ...others], limit)).toBe(true);
  });

  test.each<{ what: string; others: Environment[]; limit?: number }>([
    { what: 'where nothing limits their number', others: [environment('a')] },
    { what: 'where there is room', others: [environment('a')], limit: 2 },
    { what: 'where the others are inactive', others: [environment('a', { status: 'inactive' })], limit: 1 },
    { what: 'where it has room already', others: [environment('feature/x')], limit: 1 },
    {
      what: 'for a name that only resembles its own',
      others: [environment('feature/xy'), environment('feat')],
    },
  ])('but not $what', ({ others, limit }) => {
    expect(blocked('feature/x', [main, ...others], limit)).toBe(false);
  });

  test('but production never does', () => {
    expect(blocked('main', [environment('main', { status: 'inactive' }), environment('a')], 1)).toBe(false);
  });
});

test('nothing is desired for a branch that is gone', () => {
  const snapshot = { project, repository, environments: byId([main]) };
  expect(desireTarget({ kind: 'branch', name: 'gone', tip: undefined }, snapshot, defaults).kind).toBe(
    'unwanted',
  );
});
