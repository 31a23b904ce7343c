import { malformed } from '../http/errors.ts';
import type { CompleteList } from '../plan/complete-list.ts';

/** A part of a list, with what leads to the next part; `undefined` on the last one. */
export interface Page<Item> {
  items: readonly Item[];
  next: string | undefined;
}

/**
 * Reads a list from its first page to its last. The one maker of complete lists: it throws where a page cannot be read,
 * and where the pages lead back to one that was read before, so that a part is never taken for the whole.
 */
export async function readToLastPage<Item>(
  first: string,
  read: (page: string) => Promise<Page<Item>>,
): Promise<CompleteList<Item>> {
  const items: Item[] = [];
  const visited = new Set<string>();
  for (let next: string | undefined = first; next !== undefined;) {
    if (visited.has(next)) throw malformed(`GET ${next}`, 'a page leads back to one that was read before it');
    visited.add(next);
    const page: Page<Item> = await read(next);
    items.push(...page.items);
    next = page.next;
  }
  // The loop has ended at a page without a next one.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return items as readonly Item[] as CompleteList<Item>;
}
