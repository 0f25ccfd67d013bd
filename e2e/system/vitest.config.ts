import { defineConfig } from 'vitest/config'
import { longestFirst } from '../../scripts/vitest/longest-first.ts'

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
    sequence: {
      sequencer: longestFirst([
        'e2e/system/revocation.test.ts',
        'e2e/system/killed.test.ts',
        'e2e/system/gateways.test.ts',
        'e2e/system/database-away.test.ts',
        'e2e/system/dialects-at-work.test.ts',
        'e2e/system/dialects.test.ts',
        'e2e/system/workers.test.ts',
        'e2e/system/metering.test.ts',
        'e2e/system/flood.test.ts',
      ]),
    },
    // Nothing is measured by these: a machine three times as slow stays below them.
    testTimeout: 360_000,
    hookTimeout: 240_000,
    allowOnly: false,
    passWithNoTests: false,
  },
})
