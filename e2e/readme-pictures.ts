import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { browserOptions } from './browser.ts'
import { newOwner, startPortal } from './portal.ts'

/*
 * `npm run pictures`: the pictures of the README, of a portal of its own with the sample data that `npm run seed` makes. They
 * change only when somebody runs this and commits what comes.
 */

const root = join(import.meta.dirname, '..')
const { environment, ...owner } = newOwner()
const portal = await startPortal({
  environment: { ...environment, LATCHWORK_ORGANIZATION: 'Northwind', LATCHWORK_PROJECT: 'Payments, live' },
})
const browser = await chromium.launch(await browserOptions())
try {
  const { PATH = '', HOME = '' } = process.env
  const environment: Record<string, string> = { PATH, HOME, LATCHWORK_HOME: portal.home }
  const seeding = spawnSync(
    process.execPath,
    ['scripts/bootstrap.mjs', 'scripts/with-database.ts', 'scripts/seed.ts'],
    { cwd: root, env: environment as NodeJS.ProcessEnv, stdio: 'inherit' },
  )
  if (seeding.status !== 0) throw new Error('The sample data could not be written.')

  const page = await browser.newPage({
    baseURL: portal.url,
    viewport: { width: 1440, height: 800 },
    deviceScaleFactor: 2,
    // Sharp and small: the keys of a Mac, as most readers know them.
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/153.0 Safari/537.36',
    locale: 'en-GB',
    timezoneId: 'UTC',
  })
  await page.goto('/sign-in?callbackUrl=/account')
  await page.getByLabel('E-mail address').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.keyboard.press('Enter')
  await page.getByLabel('Name', { exact: true }).fill('Ada Lindqvist')
  await page.getByRole('button', { name: 'Save name' }).click()
  await page.getByRole('button', { name: 'Account: Ada Lindqvist' }).waitFor()

  await page.goto('/keys?sort=-lastUsedAt')
  await page.getByRole('button', { name: /^Project:/ }).click()
  await page.getByRole('menuitemradio', { name: 'All projects' }).click()
  await page.getByRole('button', { name: 'Project: All projects' }).waitFor()
  await page.getByRole('table', { name: 'Keys' }).getByRole('link').first().waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.reload()
    await page.getByRole('table', { name: 'Keys' }).getByRole('img').first().waitFor()
    await page.waitForLoadState('networkidle')
    // As one who looks: the pointer rests on a key.
    await page
      .getByRole('row', { name: /Partner: / })
      .first()
      .hover()
    const path = join(root, 'docs', 'images', `keys-${colorScheme}.png`)
    await page.screenshot({ path, animations: 'disabled' })
    console.log(path)
  }
} finally {
  await browser.close()
  await portal.remove()
}
