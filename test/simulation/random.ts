/** Numbers that look random and follow from a seed alone. */
export interface Random {
  /** A whole number from 0 up to but without `limit`. */
  below: (limit: number) => number;
  /** Whether something happens that does so once in `many` times. */
  once: (many: number) => boolean;
  pick: <Item>(items: readonly Item[]) => Item;
}

/** https://en.wikipedia.org/wiki/Linear_congruential_generator is too regular; this is splitmix32. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0;
  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    once: (many) => below(many) === 0,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
  };
}
