import { expect, type Page } from 'playwright/test'

/* Steps that many journeys begin or go on with. */

/** Signs a person in on the way to a page of the portal. */
export async function signedIn(
  page: Page,
  { email, password }: { email: string; password: string },
  path = '/',
): Promise<Page> {
  await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(path)}`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => `${url.pathname}${url.search}` === path)
  return page
}

/** Loads a page until it shows what was verified: that is written within a second, and an open page asks again only in thirty. */
export async function reloadUntil(page: Page, shown: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.reload()
    // First what is there has been read; then it is a question of what was written.
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    await shown()
  }).toPass({ timeout: 120_000 })
}
