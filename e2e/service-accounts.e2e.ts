import type { Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './made-keys.ts'

const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

test('a service account is made, is given a key, changes hands, and is archived with its key', async ({
  ownerPage: page,
  keys,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const name = uniqueName('Nightly')
  let secret = ''

  await test.step('it is made, and whoever makes it answers for it', async () => {
    await page.goto('/service-accounts')
    await page.getByRole('button', { name: 'New service account' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New service account' })
    await expectAccessible(page, 'service-account-new')
    await dialog.getByRole('button', { name: 'Create service account' }).click()
    await expect(dialog.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true')
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByLabel(/^Description/).fill('Runs on the backup host')
    await dialog.getByRole('button', { name: 'Create service account' }).click()
    await expect(heading(page, name)).toBeVisible()
    await expect(page.getByText('It owns none yet.')).toBeVisible()
    await expect(page.getByText('Nobody answers for it yet')).toHaveCount(0)
  })

  await test.step('its page makes a key for it', async () => {
    await page.getByRole('link', { name: 'Create key' }).click()
    const dialog = page.getByRole('dialog', { name: 'Create a key' })
    await expect(dialog.getByLabel('Owner')).toContainText(name)
    await dialog.getByLabel('Name', { exact: true }).fill('Backup')
    await dialog.getByRole('button', { name: 'Create key' }).click()
    const reveal = page.getByRole('dialog', { name: 'Backup' })
    await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
    secret = await page.evaluate(() => navigator.clipboard.readText())
    await reveal.getByRole('button', { name: 'Done' }).click()
    expect(await keys.verify(secret)).toMatchObject({
      valid: true,
      key: { owner: { type: 'service_account', name } },
    })
  })

  await test.step('the list counts its keys and leads to them', async () => {
    await page.goto(`/service-accounts?q=${encodeURIComponent(name)}`)
    await expect(row(page, name)).toContainText('Runs on the backup host')
    await expectAccessible(page, 'service-accounts')
    await page.getByRole('link', { name: `1 key of ${name}` }).click()
    await expect(page).toHaveURL(/\/keys\?owner=/)
    await expect(page.locator('[data-key-row]')).toHaveCount(1)
  })

  await test.step('archiving it says what breaks, and revokes its key with it', async () => {
    await page.goto(`/service-accounts?q=${encodeURIComponent(name)}`)
    await page.getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('link', { name: 'Backup' })).toBeVisible()
    await expectAccessible(page, 'service-account')
    await page.getByRole('button', { name: 'Archive' }).click()
    const dialog = page.getByRole('alertdialog')
    await expect(dialog.getByText('It owns 1 key that is not revoked.')).toBeVisible()
    await expect(dialog.getByText('1 was used in the last 7 days')).toBeVisible()
    await expectAccessible(page, 'service-account-archive')
    await dialog.getByLabel(/to confirm/).fill(name)
    await dialog.getByRole('button', { name: 'Archive and revoke 1 key' }).click()
    await expect(page.getByText(/is archived, 1 key revoked/).first()).toBeVisible()
    await expect(page.getByText('It owns none, and may own none while it is archived.')).toBeVisible()
    expect(await keys.verify(secret)).toMatchObject({ valid: false, code: 'REVOKED' })
  })

  await test.step('archived, it is offered to nobody; restored, it is', async () => {
    await page.goto(`/service-accounts?q=${encodeURIComponent(name)}`)
    await expect(page.getByRole('heading', { name: 'No service accounts match' })).toBeVisible()
    await page.getByText('Archived', { exact: true }).click()
    await expect(page).toHaveURL(/show=archived/)
    await page.getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('link', { name: 'Create key' })).toHaveCount(0)
    await page.getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Restore' }).click()
    await expect(page.getByText(/is in use again/).first()).toBeVisible()
    await expect(page.getByRole('link', { name: 'Create key' })).toBeVisible()
  })

  await test.step('it is renamed, and a name that is taken is refused in its field', async () => {
    await page.getByRole('button', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: `Edit “${name}”` })
    const other = uniqueName('Hourly')
    await dialog.getByLabel('Name').fill(other)
    await dialog.getByRole('button', { name: 'Save changes' }).click()
    await expect(heading(page, other)).toBeVisible()
    await page.goto('/service-accounts')
    await page.getByRole('button', { name: 'New service account' }).first().click()
    const form = page.getByRole('dialog', { name: 'New service account' })
    await form.getByLabel('Name').fill(other)
    await form.getByRole('button', { name: 'Create service account' }).click()
    await expect(form.getByText(/Another service account of the organization has this name/)).toBeVisible()
  })
})

test('where there are none yet, the page says what they are for', async ({ ownPortal, openBrowser }) => {
  const { portal, owner } = ownPortal
  const page = await openBrowser({ baseURL: portal.url })
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  await page.goto('/service-accounts')
  await expect(page.getByRole('heading', { name: 'No service accounts yet' })).toBeVisible()
  await expectAccessible(page, 'service-accounts-none')
})
