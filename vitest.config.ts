import { defineConfig } from 'vitest/config'

export default defineConfig({
  // React's own transform, so that a component can be tested without Next.
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    include: ['{app,components,lib,packages,scripts}/**/*.test.{ts,tsx}'],
    globalSetup: ['scripts/vitest/global-setup.ts'],
    setupFiles: ['scripts/vitest/setup.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A promise nobody awaits, or an only() left behind, is a failure.
    allowOnly: false,
    passWithNoTests: false,
  },
})
