import type { Activity } from '../../sandbox/upsun/activity.ts';
import type { Exchange } from '../../sandbox/server.ts';
import type { Chain, Trip } from './stories.ts';

/** What there is to go by of a run that is over. */
export interface Log {
  exchanges: readonly Exchange[];
  /** Those that the run began. */
  activities: readonly Activity[];
}

/**
 * The time below which no run can stay that tells this story: its round trips that need each other's answers, the pushes
 * and the activities of Upsun. Computing and starting the process are left out, so that no run reaches it.
 *
 * What is done for each environment counts once for each round of as many environments as Upsun runs at once. A trip of
 * the chain must be in the log: the bound is never that of a story which was not told.
 */
export function lowerBound(
  chain: Chain,
  { exchanges, activities }: Log,
  { latency, push }: { latency: number; push: number },
): number {
  for (const trip of [...chain.once, ...chain.each])
    if (!exchanges.some((exchange) => isTrip(exchange, trip)))
      throw new Error(`No request of this run is ${trip.join(' ')}`);
  const { rounds = 1, pushes = false } = chain;
  const working = activities.reduce((sum, activity) => sum + durationOf(activity), 0);
  const inRounds = (working / activities.length || 0) * chain.activities;
  const round = chain.each.length * latency + (pushes ? push : 0) + inRounds;
  return chain.once.length * latency + rounds * round;
}

function isTrip({ method, path }: Exchange, [wanted, pattern]: Trip): boolean {
  return method === wanted && pattern.test(decodeURIComponent(path));
}

function durationOf({ createdAt, startedAt, completedAt }: Activity): number {
  return Date.parse(completedAt ?? createdAt) - Date.parse(startedAt ?? createdAt);
}

/** The most requests of which each began when the one before was answered. Looks at an activity are left out. */
export function longestSeries(exchanges: readonly Exchange[]): number {
  let series = 0;
  let end = -Infinity;
  const looks = /\/activities\/[^/]+(\/log)?$/;
  const others = exchanges.filter(({ path }) => !looks.test(path));
  for (const { began, ended } of others.toSorted((one, other) => one.ended - other.ended)) {
    if (began < end) continue;
    series += 1;
    end = ended;
  }
  return series;
}
