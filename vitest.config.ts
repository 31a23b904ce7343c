import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that start the pipe as a process of its own against a sandbox. */
const processTests = ['test/scenarios/**/*.test.ts', 'test/trust/**/*.test.ts'];
const processOptions = {
  globalSetup: 'test/sandbox/contract/setup.ts',
  // Long enough for a slow machine: no test is about how fast something is.
  testTimeout: 180_000,
  hookTimeout: 180_000,
  // Reading the vendors' documents takes longer than most tests.
  isolate: false,
};

export default defineConfig({
  test: {
    // Scenarios wait most of the time.
    maxWorkers: availableParallelism() * 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          // The contract checks have a configuration of their own, because they need what is not in the project.
          exclude: [...processTests, 'test/sandbox/**', 'test/sandbox-contract/**', 'test/simulation/**'],
          // The pipe keeps no state in its modules, so loading them once is enough.
          isolate: false,
          // As above.
          testTimeout: 30_000,
        },
      },
      { test: { name: 'simulation', include: ['test/simulation/**/*.test.ts'], testTimeout: 30_000 } },
      // The same lifecycle with either kind of Bitbucket, each from the CI that goes with it.
      {
        test: {
          name: 'cloud',
          include: processTests,
          exclude: ['test/scenarios/data-center/**'],
          provide: { bitbucket: 'cloud' },
          ...processOptions,
        },
      },
      {
        test: {
          name: 'data-center',
          include: ['test/scenarios/{lifecycle,data-center}/**/*.test.ts'],
          provide: { bitbucket: 'data-center' },
          ...processOptions,
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
