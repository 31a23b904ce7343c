import { defineConfig } from 'vitest/config';

/** Everything that can go wrong at any point: hours of runs, of which `npm test` makes a small choice. */
export default defineConfig({
  test: {
    projects: (['cloud', 'data-center'] as const).map((bitbucket) => ({
      test: { name: bitbucket, include: ['test/trust/**/*.test.ts'], provide: { bitbucket }, isolate: false },
    })),
  },
});
