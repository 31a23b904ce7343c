import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const folder = resolve(import.meta.dirname, '../../src/plan');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

test('the planner is where it is looked for', () => {
  expect(files).toContain('deployment.ts');
});

// That it imports nobody is checked by `npm run check`.
test.each(files)('the planner reads neither the process nor the time in %s', (name) => {
  expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/\bprocess\.|\bDate\b|\bfetch\(|Math\.random/);
});
