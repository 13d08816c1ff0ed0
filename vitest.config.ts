import { defineConfig } from 'vitest/config'

const test = (...places: string[]) => places.map((place) => `tests/${place}.test.{ts,tsx}`)

/** Needs no database: rules, views, papers. */
const DOMAIN = [
  ...test('*', '{domain,pdf,views}/**/*', 'use-cases/passwords', 'commands/check-node'),
]
/** Starts browsers and servers. */
const DESK = [
  ...test(
    'browser/**/*',
    'commands/{demo,http-server,migrate,serve}',
    'pdf/{printer,printed-papers}',
  ),
  ...test('stories/kill', 'db/{embedded-template,pid-lock}'),
]
/** What of the desk differs between the two databases, and two stories in a browser. */
const SMOKE = test('commands/{demo,migrate,serve}', 'stories/kill', 'browser/{setup,live}')

export default defineConfig(({ mode }) => ({
  test: {
    globalSetup: 'tests/support/global-setup.ts',
    pool: 'forks',
    // Each may hold two embedded databases, of up to half a gigabyte each.
    maxWorkers: 2,
    // The files of a worker share its modules, its database and its browser.
    isolate: false,
    testTimeout: 20_000,
    // A starved machine may keep a browser waiting once; what fails twice has failed.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
    // npm run test:long runs the full forms of what npm test runs short.
    env: { LONG_TESTS: mode === 'long' ? '1' : '' },
    projects: [
      lane('domain', DOMAIN, DESK),
      lane('data', test('**/*'), [...DOMAIN, ...DESK]),
      lane('desk', mode === 'smoke' ? SMOKE : DESK, []),
    ],
  },
}))

function lane(name: string, include: string[], exclude: string[]) {
  return { extends: true as const, test: { name, include, exclude } }
}
