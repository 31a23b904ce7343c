import { expect, test } from 'vitest';
import { type Page, pagesFrom, readToLastPage } from '../../src/bitbucket/pages.ts';
import { rejection } from '../http/loopback.ts';

/** Reads from these pages, and remembers which of them were read. */
function reading(pages: Readonly<Record<string, Page<string>>>) {
  const asked: string[] = [];
  const read = async (address: string): Promise<Page<string>> => {
    asked.push(address);
    const page = pages[address];
    if (!page) throw new Error(`There is no page ${address}`);
    return Promise.resolve(page);
  };
  return { read, asked };
}

test('a list is complete once its last page was read', async () => {
  const { read, asked } = reading({
    one: { items: ['a', 'b'], next: 'two' },
    two: { items: [], next: 'three' },
    three: { items: ['c'], next: undefined },
  });
  expect(await readToLastPage('one', read)).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual(['one', 'two', 'three']);
});

test('a list whose page cannot be read is an error, and no shorter list', async () => {
  const { read } = reading({ one: { items: ['a'], next: 'two' } });
  expect(await rejection(readToLastPage('one', read))).toMatchObject({ message: 'There is no page two' });
});

test('a list whose pages lead back to an earlier one is an error, and is not read for ever', async () => {
  const { read, asked } = reading({
    one: { items: ['a'], next: 'two' },
    two: { items: ['b'], next: 'one' },
  });
  expect(await rejection(readToLastPage('one', read))).toMatchObject({ name: 'PipeError', kind: 'failure' });
  expect(asked).toEqual(['one', 'two']);
});

test('pages are read only as far as somebody wants them', async () => {
  const { read, asked } = reading({ one: { items: ['a'], next: 'two' } });
  for await (const page of pagesFrom('one', read)) if (page.includes('a')) break;
  expect(asked).toEqual(['one']);
});
