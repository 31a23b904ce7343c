import { malformed } from '../http/errors.ts';
import type { CompleteList } from '../plan/complete-list.ts';

/** A part of a list, with the address of the next part; `undefined` on the last one. */
export interface Page<Item> {
  items: readonly Item[];
  next: string | undefined;
}

/**
 * Reads page after page, as long as somebody wants another one. Throws where a page cannot be read, and where the pages
 * lead back to one that was read before, so that a part is never taken for the whole.
 */
export async function* pagesFrom<Item>(
  first: string,
  read: (page: string) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[]> {
  const visited = new Set<string>();
  for (let next: string | undefined = first; next !== undefined;) {
    if (visited.has(next)) throw malformed(`GET ${next}`, 'a page leads back to one that was read before it');
    visited.add(next);
    const page: Page<Item> = await read(next);
    yield page.items;
    next = page.next;
  }
}

/** Reads a list from its first page to its last, or throws. The one maker of complete lists. */
export async function readToLastPage<Item>(
  first: string,
  read: (page: string) => Promise<Page<Item>>,
): Promise<CompleteList<Item>> {
  const items: Item[] = [];
  for await (const page of pagesFrom(first, read)) items.push(...page);
  // The pages have ended at one without a next one.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return items as readonly Item[] as CompleteList<Item>;
}
