import { defineConfig } from 'playwright/test'
import { browserOptions } from './browser.ts'

/** Journeys in a real browser, against the built portal as `npm start` runs it; see fixtures.ts. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  outputDir: 'artifacts/results',
  snapshotDir: 'artifacts/snapshots',
  // Each worker has a portal, a database and a browser of its own; two fill two cores.
  workers: 2,
  fullyParallel: false,
  // What starts portals of its own takes long and shares nothing with the rest: begun first, it leaves no worker alone at the end.
  projects: [
    { name: 'launcher', testMatch: 'start-stop.e2e.ts' },
    { name: 'portal', testIgnore: 'start-stop.e2e.ts' },
  ],
  forbidOnly: true,
  retries: 0,
  timeout: 600_000,
  // Below the thirty seconds in which most open pages ask again by themselves.
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: 'artifacts/report.json' }]],
  use: {
    launchOptions: await browserOptions(),
    locale: 'en-GB',
    timezoneId: 'UTC',
    colorScheme: 'light',
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    screenshot: 'only-on-failure',
    trace: 'off',
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
  },
})
