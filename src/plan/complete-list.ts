declare const complete: unique symbol;

/**
 * A list that was read to its last page. What is missing from it does not exist, which no other list proves, so that
 * only this one may lead to a deletion. `readToLastPage` in `bitbucket/pages.ts` makes them.
 */
export type CompleteList<Item> = readonly Item[] & { readonly [complete]: true };
