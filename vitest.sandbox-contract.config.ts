import { defineConfig } from 'vitest/config';

/** Needs the vendors' OpenAPI documents (SPECS_DIR), which are not part of the project. */
export default defineConfig({
  test: { include: ['test/sandbox-contract/**/*.test.ts'], testTimeout: 60_000, maxWorkers: '100%' },
});
