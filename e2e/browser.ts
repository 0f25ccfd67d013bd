import { existsSync } from 'node:fs'
import sparticuz from '@sparticuz/chromium'
import { chromium, type LaunchOptions } from 'playwright'

/** Where a Chrome or Chromium of the person's own usually lies. */
const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * How to launch a real Chromium here: Playwright's own where it has been downloaded, then an installed one, then the
 * one that npm carries. That last one comes with switches for another use, among them one that turns the same-origin
 * policy off, so it gets none of them, only what a browser in a container needs.
 */
export async function browserOptions(): Promise<LaunchOptions> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const own = [chromium.executablePath(), ...installed].find((path) => existsSync(path))
  if (own) return { executablePath: own, args: asRoot }
  return {
    executablePath: await sparticuz.executablePath(),
    args: ['--no-sandbox', '--font-render-hinting=none', '--disable-dev-shm-usage'],
  }
}
