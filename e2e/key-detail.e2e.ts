import type { Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { Keys, MadeKey } from './made-keys.ts'
import { reloadUntil } from './steps.ts'

/** A key that is rotating, with use of both of its secrets and refusals for two reasons. */
async function busyKey(keys: Keys): Promise<MadeKey> {
  const first = await keys.make({ name: 'Checkout service', permissions: ['data:read', 'files:read'] })
  await keys.verify(first.secret, { permissions: 'data:read', ip: '203.0.113.9', userAgent: 'checkout/1.0' })
  await keys.verify(first.secret, { permissions: 'data:read' })
  await keys.verify(first.secret, {
    permissions: 'billing:write',
    ip: '198.51.100.4',
    userAgent: 'curl/8.5.0',
  })
  const rotated = await keys.rotate(first.id, 3600)
  await keys.verify(first.secret, { ip: '203.0.113.9', userAgent: 'checkout/1.0' })
  await keys.verify(rotated.secret, { userAgent: 'checkout/1.1' })
  await keys.change(first.id, { enabled: false })
  await keys.verify(rotated.secret)
  await keys.change(first.id, { enabled: true })
  return rotated
}

/** Opens a key when all that was verified has been written, which takes up to a second; `text` tells of the last of it. */
async function openOnceCounted(page: Page, key: MadeKey, text: string): Promise<void> {
  const main = page.getByRole('main')
  await page.goto(`/keys/${key.id}`)
  await reloadUntil(page, async () => {
    // The page itself may take longer where much else runs.
    await expect(main.getByText(/^\d+ valid$/).first()).toBeVisible()
    await expect(main.getByText(text, { exact: true })).toBeVisible({ timeout: 1_000 })
  })
}

test('its use is what was verified, and while it rotates both secrets and who still uses the old one are there', async ({
  ownerPage: page,
  keys,
}) => {
  const key = await busyKey(keys)
  // What is valid may be written a second before the refusal that came after it, and the page asks again in thirty.
  await openOnceCounted(page, key, '1 disabled')
  await expect(page.getByText('4 valid', { exact: true })).toBeVisible()
  await expect(page.getByText('1 permission missing', { exact: true })).toBeVisible()
  await page.getByText('24 h', { exact: true }).click()
  await expect(page).toHaveURL(/span=24h/)
  await expect(page.getByText('4 valid', { exact: true })).toBeVisible()
  await expect(
    page.getByRole('main').getByRole('button', { name: /^Rotating, 5[89] min left/ }),
  ).toBeVisible()
  await page.getByRole('tab', { name: 'Secrets' }).click()
  const panel = page.getByRole('tabpanel', { name: 'Secrets' })
  await expect(panel.getByRole('heading', { name: 'Two secrets work' })).toBeVisible()
  for (const { mask } of key.secrets) await expect(panel.getByText(mask)).toBeVisible()
  const old = panel.locator('section').filter({ hasText: 'Who still uses the old secret' })
  await expect(old).toContainText('1 client would fail')
  await expect(old).toContainText('203.0.113.9')
  await expect(old).toContainText('checkout/1.0')
  await expect(old).toContainText('once')
  await expectAccessible(page, 'key-detail-secrets')
})
