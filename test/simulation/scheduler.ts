/** Virtual time: what waits is done in the order of its moments, and nothing waits for real. */

/** Milliseconds since 1970. */
type Moment = number;

interface Task {
  at: Moment;
  /** Tells apart what is due at the same moment. */
  order: number;
  run: () => void;
}

export interface Scheduler {
  now: () => Moment;
  /** Does something so many milliseconds from now. */
  after: (milliseconds: number, run: () => void) => void;
  /** Lets time pass in which nobody does anything. */
  pass: (milliseconds: number) => void;
  /** Lets so many things happen that wait, fewer where `enough` becomes true. Resolves to whether it did. */
  drive: (enough: () => boolean, most?: number) => Promise<boolean>;
}

export function createScheduler(start: Moment): Scheduler {
  const tasks: Task[] = [];
  let now = start;
  let count = 0;

  function take(): Task | undefined {
    let first = 0;
    for (let index = 1; index < tasks.length; index += 1)
      if (isSooner(tasks[index], tasks[first])) first = index;
    const [task] = tasks.splice(first, 1);
    return task;
  }

  return {
    now: () => now,
    after(milliseconds, run) {
      count += 1;
      tasks.push({ at: now + milliseconds, order: count, run });
    },
    pass(milliseconds) {
      now += milliseconds;
    },
    async drive(enough, most = Infinity) {
      for (let done = 0; done < most; done += 1) {
        await everythingAwaited();
        if (enough()) return true;
        const task = take();
        if (!task) return false;
        now = Math.max(now, task.at);
        task.run();
      }
      await everythingAwaited();
      return enough();
    },
  };
}

function isSooner(one: Task | undefined, other: Task | undefined): boolean {
  if (!one || !other) return false;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Node comes to what was put off to the next tick when no promise is left that could go on. */
function everythingAwaited(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
