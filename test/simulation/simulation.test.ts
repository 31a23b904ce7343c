import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { liveMany } from './many.ts';

/** The same ones every time, so that a change fails by what it changes; SEED=… has others. */
const seed = Number(process.env['SEED'] ?? 5_000_000);
const count = Number(process.env['HISTORIES'] ?? 20_000);

test('whatever happens, no run breaks a rule, one repairs everything, and the next changes nothing', async () => {
  const { histories, runs, failure } = await liveMany({
    first: seed,
    count,
    threads: Math.min(2, availableParallelism()),
  });
  console.info(`${histories} histories from seed ${seed}, ${runs} runs of the pipe`);
  expect(failure && `seed ${failure.seed}: ${failure.problem}\n\n${failure.test}`).toBeUndefined();
  expect(histories).toBe(count);
}, 3_600_000);
