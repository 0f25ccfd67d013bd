import type { Locator, Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './made-keys.ts'

/** The sections of the form; each title is a button that opens and closes it. */
const section = (form: Locator, title: string) => form.getByRole('button', { name: new RegExp(`^${title}`) })

/** What the form says that the key will hold. */
const effective = (form: Locator) =>
  form.getByRole('region').or(form.locator('section')).filter({ hasText: 'It will hold' })

async function openForm(page: Page): Promise<Locator> {
  await page.goto('/keys')
  await page.getByRole('main').getByRole('button', { name: 'Create key' }).first().click()
  const form = page.getByRole('dialog', { name: 'Create a key' })
  await expect(form.getByLabel('Name', { exact: true })).toBeFocused()
  return form
}

test('the effective set shows as one chooses by resource, role and level', async ({ ownerPage: page }) => {
  const form = await openForm(page)
  const held = effective(form)
  const files = form.getByRole('group', { name: 'Files' })
  await files.getByText('Read', { exact: true }).click()
  await expect(held).toContainText('1 permission')
  await expect(held).toContainText('files:read')
  await files.getByText('Write', { exact: true }).click()
  await expect(held).toContainText('2 permissions')
  await expect(held).toContainText('files:write')
  await files.getByText('None', { exact: true }).click()
  await expect(held).toContainText('nothing')
  await form.getByLabel('Role').selectOption({ label: 'reader' })
  await expect(held).toContainText('5 permissions')
  await form.getByLabel('Level').selectOption({ label: '3: Write public' })
  await expect(held).toContainText('7 permissions')
  await expect(held).toContainText('data:write')
  await expectAccessible(page, 'key-making-access')
})

test('what is set in every section is what the key has', async ({ ownerPage: page, api }) => {
  const name = uniqueName('Checkout service')
  const form = await openForm(page)
  await form.getByLabel('Name', { exact: true }).fill(name)
  await form.getByLabel('Description').fill('Takes payments in the shop')
  await form.getByRole('group', { name: 'Data' }).getByText('Read', { exact: true }).click()
  await section(form, 'Limits').click()
  await form.getByRole('button', { name: 'Add a limit' }).click()
  await form.getByLabel('How many limit 1 admits').fill('50')
  await form.getByLabel('Addresses').fill('203.0.113.0/24 198.51.100.7')
  await section(form, 'Expiry').click()
  await form.getByLabel('It works for').selectOption({ label: '30 days' })
  await section(form, 'Metadata').click()
  await form.getByRole('button', { name: 'Add an entry' }).click()
  await form.getByLabel('Name of entry 1').fill('plan')
  await form.getByLabel('Value of entry 1').fill('gold')
  await expectAccessible(page, 'key-making-every-section')
  const [answer] = await Promise.all([
    page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/keys'),
    ),
    form.getByRole('button', { name: 'Create key' }).click(),
  ])
  const { id } = await answer.json()
  await expect(page.getByRole('dialog', { name })).toBeVisible()
  const { body } = await api('GET', `/keys/${id}`)
  expect(body).toMatchObject({
    name,
    description: 'Takes payments in the shop',
    permissions: ['data:read'],
    effectivePermissions: ['data:read'],
    ipAllowlist: ['203.0.113.0/24', '198.51.100.7'],
    rateLimits: [{ limit: 50 }],
    metadata: { plan: 'gold' },
  })
  const { expiresAt, createdAt } = body as { expiresAt: string; createdAt: string }
  const days = (Date.parse(expiresAt) - Date.parse(createdAt)) / 86_400_000
  expect(Math.round(days)).toBe(30)
})

test('each section says whether it is valid, and a wrong entry is named at its field', async ({
  ownerPage: page,
}) => {
  const form = await openForm(page)
  await form.getByLabel('Name', { exact: true }).fill('Valid name')
  await section(form, 'Limits').click()
  await form.getByLabel('Addresses').fill('not-an-address,')
  await form.getByRole('button', { name: 'Create key' }).click()
  await expect(
    form.getByText('Expected an address or a range such as 203.0.113.0/24', { exact: true }),
  ).toBeVisible()
  await expect(page.getByRole('dialog', { name: 'Create a key' })).toBeVisible()
  await expectAccessible(page, 'key-making-wrong-address')
})
