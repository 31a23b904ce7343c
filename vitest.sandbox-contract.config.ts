import { defineConfig } from 'vitest/config';

/** Needs the vendors' OpenAPI documents (SPECS_DIR), which are not part of the project. Without them, skips every test. */
export default defineConfig({
  test: {
    include: ['test/sandbox-contract/**/*.test.ts'],
    globalSetup: 'test/sandbox/contract/setup.ts',
    setupFiles: 'test/sandbox-contract/setup.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
  },
});
