import { defineConfig } from 'vitest/config'

export default defineConfig(({ mode }) => ({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    globalSetup: 'tests/support/global-setup.ts',
    pool: 'forks',
    // Each may hold an embedded database, of up to half a gigabyte.
    maxWorkers: 2,
    testTimeout: 20_000,
    // A starved machine may keep a browser waiting once; what fails twice has failed.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
    // npm run test:long runs the full forms of what npm test runs short.
    env: { LONG_TESTS: mode === 'long' ? '1' : '' },
  },
}))
