import { defineConfig } from 'vitest/config';

/** Tests that start the pipe as a process of its own against a sandbox. */
const processTests = ['test/scenarios/**/*.test.ts'];

export default defineConfig({
  test: {
    // By default one core is left idle, which on a machine of two is half of it.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          // The contract checks have a configuration of their own, because they need what is not in the project.
          exclude: [...processTests, 'test/sandbox/**', 'test/contract/**'],
          // The pipe keeps no state in its modules, so loading them once is enough.
          isolate: false,
        },
      },
      {
        test: {
          name: 'scenarios',
          include: processTests,
          globalSetup: 'test/scenarios/setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/plan/**'],
      reporter: ['text'],
      // A failing test elsewhere must not hide a hole here.
      reportOnFailure: true,
      thresholds: { 'src/plan/**': { lines: 100, branches: 100, functions: 100, statements: 100 } },
    },
  },
});
