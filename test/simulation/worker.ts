/** Lives through the histories of the seeds that it is given, and tells how that went. */
import { parentPort } from 'node:worker_threads';
import { liveSeeds } from './seeds.ts';

export interface Share {
  first: number;
  count: number;
  brief: boolean;
}

// What goes wrong on purpose makes many errors, and nobody reads their stacks.
Error.stackTraceLimit = 4;
parentPort?.on('message', ({ first, count, brief }: Share) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows.
  void liveSeeds(first, count, brief).then((lived) => parentPort?.postMessage(lived));
});
