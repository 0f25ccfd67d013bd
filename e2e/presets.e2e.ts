import type { Page } from 'playwright/test'
import { expectAccessible, keepPicture } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { inDatabase, npmRun } from './npm-run.ts'
import { signedIn } from './steps.ts'

/* Presets change what everybody finds in the catalogue: each test has a portal of its own. */

const rowOf = (page: Page, title: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true }) })

test('an owner sees what a preset would add, installs it, and makes a key with one of its roles', async ({
  ownPortal: { portal, owner },
  openBrowser,
}) => {
  const page = await signedIn(await openBrowser({ baseURL: portal.url }), owner, '/permissions/presets')
  for (const title of ['Dadosfera', 'FreeSewing', 'TrackGenesis', 'Vertesia'])
    await expect(rowOf(page, title)).toContainText('Not installed')
  await expectAccessible(page, 'presets')

  await page.getByRole('button', { name: 'Install Vertesia' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Install Vertesia' })
  await expect(dialog.getByText('Nothing that you have is taken away')).toBeVisible()
  await expect(dialog.getByText(/keys? will hold more/)).toHaveCount(0)
  await expectAccessible(page, 'preset-install')
  const roles = dialog.getByRole('button', { name: /^Roles/ })
  await roles.focus()
  await page.keyboard.press('Enter')
  await dialog.locator('summary', { hasText: 'developer' }).press('Enter')
  await dialog.locator('summary', { hasText: 'reader' }).press('Enter')
  await expectAccessible(page, 'preset-install-roles')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Install Vertesia' })).toBeFocused()
  await expect(rowOf(page, 'Vertesia')).toContainText('Not installed')

  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Install preset' }).click()
  await expect(dialog).toBeHidden()
  const said = page.getByText('Vertesia is installed', { exact: true })
  await expect(said).toBeVisible()
  // It is needed below, and goes after five seconds unless the pointer is on it.
  await said.hover()
  await expect(page.getByText(/^Added: \d+ permissions, \d+ roles/)).toBeVisible()
  await expect(rowOf(page, 'Vertesia').getByText('Installed', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'View Vertesia' })).toBeFocused()
  await keepPicture(page, 'preset-done-wide-light')

  await page.getByRole('button', { name: 'Create a key' }).click()
  const form = page.getByRole('dialog', { name: 'Create a key' })
  await form.getByLabel('Name', { exact: true }).fill('Speaks Vertesia')
  await form.getByLabel('Role', { exact: true }).selectOption({ label: 'developer' })
  await expect(form.getByRole('heading', { name: /It will hold/ })).toContainText('permissions')
  const find = form.getByLabel('Find a permission')
  const impersonate = form.getByRole('checkbox', { name: 'iam:impersonate' })
  await expect(impersonate).toHaveCount(0)
  await find.fill('somebody else')
  await impersonate.check()
  await find.press('Enter')
  await find.fill('no such thing')
  await expect(form.getByText('No permission matches “no such thing”.')).toBeVisible()
  await find.fill('')
  await expect(impersonate, 'what is chosen stays in sight').toBeChecked()
  await impersonate.uncheck()
  await expect(impersonate, 'and where it was').toBeVisible()
  await expectAccessible(page, 'key-create-preset')
  await form.getByRole('button', { name: /^Show \d+ more$/ }).click()
  await expect(form.getByRole('checkbox', { name: 'studio:access' })).toBeVisible()
  await expect(form.getByRole('button', { name: /^Show \d+ more$/ })).toHaveCount(0)
  await form.getByRole('button', { name: 'Create key' }).click()
  const reveal = page.getByRole('dialog', { name: 'Speaks Vertesia' })
  await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
  await reveal.getByRole('button', { name: 'Done' }).click()
  await expect(page.locator('[data-key-row]', { hasText: 'Speaks Vertesia' })).toContainText(
    'Role: developer',
  )
})

test('keys that would hold more are counted first, and nobody who may not install is offered it', async ({
  ownPortal: { portal, owner },
  openBrowser,
}) => {
  const page = await signedIn(await openBrowser({ baseURL: portal.url }), owner, '/keys?create=1')
  const form = page.getByRole('dialog', { name: 'Create a key' })
  await form.getByLabel('Name', { exact: true }).fill('Reads')
  await form.getByLabel('Role', { exact: true }).selectOption({ label: 'reader' })
  await form.getByRole('button', { name: 'Create key' }).click()
  const reveal = page.getByRole('dialog', { name: 'Reads' })
  await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
  await reveal.getByRole('button', { name: 'Done' }).click()

  await page.goto('/permissions/presets')
  await page.getByRole('button', { name: 'Install Vertesia' }).click()
  const dialog = page.getByRole('dialog', { name: 'Install Vertesia' })
  await expect(dialog.getByText('1 key will hold more')).toBeVisible()
  await expect(dialog.getByText(/It has the role .*reader/)).toBeVisible()
  await expectAccessible(page, 'preset-widens')

  // From the command line, meanwhile.
  const said = await npmRun(portal, 'seed', '--', '--preset', 'vertesia')
  expect(said).toContain(`Vertesia is installed in ${owner.organization}.`)
  expect(said).toContain('1 key holds more by it.')
  await dialog.getByRole('button', { name: 'Install preset' }).click()
  await expect(page.getByText('All of it was there already.', { exact: true })).toBeVisible()
  await expect(rowOf(page, 'Vertesia').getByText('Installed', { exact: true })).toBeVisible()

  await expectAccessible(page, 'presets-installed')

  await inDatabase(portal, `update membership set role = 'MEMBER'`)
  await page.reload()
  await expect(page.getByText('Only owners and admins may.')).toBeVisible()
  await page.getByRole('button', { name: 'View FreeSewing' }).click()
  const shown = page.getByRole('dialog', { name: 'FreeSewing' })
  await expect(shown.getByText('Only owners and admins can install a preset.')).toBeVisible()
  await expect(shown.getByRole('button', { name: /Install/ })).toHaveCount(0)
  await expectAccessible(page, 'preset-readable')
})

test('presets that cannot be read say so and can be read again', async ({ ownerPage: page, complaints }) => {
  complaints.expected(/net::ERR_FAILED/)
  await page.route('**/api/v1/presets', (route) => route.abort())
  await page.goto('/permissions/presets')
  const again = page.getByRole('button', { name: 'Try again' })
  await expect(again).toBeVisible()
  await expectAccessible(page, 'presets-failed')
  await page.unroute('**/api/v1/presets')
  await again.click()
  await expect(rowOf(page, 'Vertesia')).toBeVisible()
})
