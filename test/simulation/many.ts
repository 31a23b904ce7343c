/** Many histories, on as many threads as there are processors. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LivedSeeds } from './seeds.ts';
import type { Share } from './worker.ts';

/** Histories that a thread is given at once. */
const share = 100;

/** Lives through the histories of so many seeds. Ends at the first that goes wrong, which is in the result. */
export async function liveMany(
  {
    first,
    count,
    threads,
    brief = false,
  }: { first: number; count: number; threads: number; brief?: boolean },
  /** `goOnAt`: the first seed that nobody has lived through. */
  onProgress: (lived: LivedSeeds, goOnAt: number) => void = () => {},
): Promise<LivedSeeds> {
  const total: LivedSeeds = { histories: 0, runs: 0, calls: 0 };
  const inHand = new Set<number>();
  let next = first;
  async function work(): Promise<void> {
    const worker = new Worker(new URL('worker.ts', import.meta.url));
    try {
      while (next < first + count && !total.failure) {
        const given: Share = { first: next, count: Math.min(share, first + count - next), brief };
        next += given.count;
        inHand.add(given.first);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows.
        worker.postMessage(given);
        const [lived] = (await once(worker, 'message')) as [LivedSeeds];
        inHand.delete(given.first);
        total.histories += lived.histories;
        total.runs += lived.runs;
        total.calls += lived.calls;
        if (lived.failure) total.failure ??= lived.failure;
        onProgress(total, Math.min(next, ...inHand));
      }
    } finally {
      await worker.terminate();
    }
  }
  await Promise.all(Array.from({ length: threads }, work));
  return total;
}
