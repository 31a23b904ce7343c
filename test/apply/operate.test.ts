import { expect, test } from 'vitest';
import { synchronize } from '../../src/apply/operate.ts';
import { PipeError } from '../../src/errors.ts';
import { applyContext } from './context.ts';

test('data that could not be copied again is a warning in the words that a user reads', async () => {
  const refused = new PipeError('configuration', 'UPSUN_CLI_TOKEN is not allowed to synchronize pr-7');
  const { context, log } = applyContext({
    upsun: {
      activity: async () => undefined,
      async *log() {},
      activities: async () => [],
      environment: async () => undefined,
    },
    writer: {
      edit: async () => {},
      operate: () => Promise.reject(refused),
      deactivate: async () => ({}),
      remove: async () => undefined,
    },
  });

  await synchronize('pr-7', context);

  expect(log.lines()).toEqual([
    "WARNING: The parent's data was not copied to pr-7 again: UPSUN_CLI_TOKEN is not allowed to synchronize pr-7",
  ]);
});
