import { defineConfig } from 'vitest/config';

// The tests of the command run the built dist/bin/carveout.cjs: only they pay for building it.
const common = { testTimeout: 60_000, pool: 'threads' } as const;

export default defineConfig({
  test: {
    // By default one core is left idle, which of two is half.
    maxWorkers: '100%',
    projects: [
      { test: { ...common, name: 'rooms', include: ['test/**/*.test.ts'], exclude: ['test/cli/**'] } },
      {
        test: {
          ...common,
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          globalSetup: ['test/cli/build-if-stale.ts'],
        },
      },
    ],
  },
});
