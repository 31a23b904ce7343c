/**
 * Does the work for every item, at most `limit` at once, and for none before the earlier items that it `follows`. After
 * an error no further item is begun, and that error is thrown once everything under way has ended.
 */
export async function inParallel<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
  follows: (item: Item, earlier: Item) => boolean = () => false,
): Promise<void> {
  const waiting = items.map((item) => ({ item }));
  const running = new Map<{ item: Item }, Promise<void>>();
  const errors: unknown[] = [];
  const begin = (job: { item: Item }) => {
    const ended = work(job.item)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => running.delete(job));
    running.set(job, ended);
  };
  // The first that waits has only running ones to wait for, so that there is always something to do.
  const nextReady = () =>
    waiting.findIndex(({ item }, index) =>
      [...running.keys(), ...waiting.slice(0, index)].every((earlier) => !follows(item, earlier.item)),
    );
  for (;;) {
    while (errors.length === 0 && running.size < Math.max(1, limit)) {
      const next = nextReady();
      if (next < 0) break;
      waiting.splice(next, 1).forEach(begin);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (errors.length > 0) throw errors[0];
}
