import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checksOf, flaws } from './pipeline-files.ts';

const root = new URL('../../../', import.meta.url);
const pages = ['README.md', ...readdirSync(new URL('docs/', root)).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
);
const examples = pages.flatMap((page) =>
  [...readFileSync(new URL(page, root), 'utf8').matchAll(/^( *)```ya?ml\n(.*?)^ *```/gms)]
    .map(([, indentation = '', text = '']) => text.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''))
    .filter((text) => isPipelinesFile(parse(text)))
    .map((text, index) => [`${page}, example ${index + 1}`, text] as const),
);

function isPipelinesFile(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'pipelines' in content;
}

test('the pages have examples to check', () => {
  expect(examples.length).toBeGreaterThan(5);
});

test.each(examples)('%s passes validate as it stands', (_, text) => {
  const wrong = checksOf(text).filter(({ result }) => result === 'missing' || result === 'conflict');
  expect(wrong).toEqual([]);
  expect(flaws(text).filter((line) => /^(Structure|YAML|Variables|Triggers|Runners)/.test(line))).toEqual([]);
});
