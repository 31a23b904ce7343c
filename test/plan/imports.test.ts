import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const folder = resolve(import.meta.dirname, '../../src/plan');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

/** What a module names after `from`, `import` or `import(`. */
function specifiers(source: string): string[] {
  return [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name = '']) => name);
}

test('the planner is where it is looked for', () => {
  expect(files).toContain('deployment.ts');
  expect(specifiers(readFileSync(join(folder, 'deployment.ts'), 'utf8'))).toContain('./environment.ts');
});

describe('the planner knows nobody', () => {
  test.each(files)('%s imports from nowhere else', (name) => {
    const path = join(folder, name);
    const strangers = specifiers(readFileSync(path, 'utf8'))
      .filter((specifier) => specifier !== 'node:path')
      .filter((specifier) => !isInside(path, specifier));
    expect(strangers).toEqual([]);
  });

  test.each(files)('%s reads neither the process nor the time', (name) => {
    expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(
      /\bprocess\.|\bDate\b|\bfetch\(|Math\.random/,
    );
  });
});

function isInside(importer: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) return false;
  return !relative(folder, resolve(dirname(importer), specifier)).startsWith('..');
}
