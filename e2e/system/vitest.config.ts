import { defineConfig } from 'vitest/config'

/*
 * Tests of the server as a process, from a finished build: `vitest run --config e2e/system/vitest.config.ts`. Each file
 * has a home, a database and ports of its own.
 */
export default defineConfig({
  test: {
    root: '.',
    include: ['e2e/system/**/*.test.ts'],
    pool: 'forks',
    // A server, its database and a crowd of requests each: two files keep two cores busy.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    passWithNoTests: false,
  },
})
