import { defineConfig } from 'vitest/config'
import { longestFirst } from './scripts/vitest/longest-first.ts'

export default defineConfig({
  // React's own transform, so that a component can be tested without Next.
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    include: ['{app,components,lib,packages,scripts}/**/*.test.{ts,tsx}'],
    globalSetup: ['scripts/vitest/global-setup.ts'],
    setupFiles: ['scripts/vitest/setup.ts'],
    pool: 'forks',
    // A worker to each core. Vitest keeps one core for itself, which on a machine with two leaves one at work; much of what a file
    // does is waiting for PostgreSQL.
    maxWorkers: '100%',
    sequence: {
      // Those that compute in turns with those that wait, so that two at once want one core and not two, or none.
      sequencer: longestFirst([
        'lib/http/bad-input.test.ts',
        'lib/dialects/bad-input.test.ts',
        'lib/core/sessions/sign-in.test.ts',
        'lib/gate/lease.test.ts',
        'lib/db/cluster/cluster.test.ts',
        'lib/gate/limits-shared.test.ts',
        'lib/http/authorization.test.ts',
        'lib/dialects/authorization.test.ts',
        'lib/dialects/privilege.test.ts',
        'lib/core/changes/confirmer.test.ts',
        'lib/http/privilege.test.ts',
        'scripts/workers.test.ts',
      ]),
    },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A promise nobody awaits, or an only() left behind, is a failure.
    allowOnly: false,
    passWithNoTests: false,
  },
})
