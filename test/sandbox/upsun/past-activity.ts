import { createActivity, type Activity, type ActivityType } from './activity.ts';
import type { Environment } from './environment.ts';
import { sealLog } from './log.ts';
import { timestamp } from './state.ts';
import { bot, describe } from './words.ts';

/** Makes the record of something that the vendor did of its own accord, and that is over. */
export function pastActivity(type: ActivityType, environment: Environment, moment: number): Activity {
  const at = timestamp(new Date(moment));
  const by = { user: { id: bot.id, display_name: bot.name } };
  const activity = createActivity(
    type,
    environment.id,
    describe(type, environment, bot),
    { user: bot.id },
    by,
  );
  sealLog(activity.log, 'Done.');
  return Object.assign(activity, {
    state: 'complete',
    result: 'success',
    createdAt: at,
    updatedAt: at,
    startedAt: at,
    completedAt: at,
    completionPercent: 100,
  });
}
