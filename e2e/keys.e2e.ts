import type { Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

interface Made {
  id: string
  name: string
  secret: string
}

type Api = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>

async function make(api: Api, body: object): Promise<Made> {
  const made = await api('POST', '/keys', body)
  expect(made.status).toBe(201)
  return made.body as Made
}

const rowOf = (page: Page, name: string) => page.locator('[data-key-row]', { hasText: name })

test('the list is searched, filtered and ordered in its address', async ({ ownerPage: page, api }) => {
  await make(api, { name: 'Listed alpha', permissions: ['data:read', 'data:write', 'files:read'] })
  const beta = await make(api, { name: 'Listed beta', level: 3, expiresIn: 3600 })
  await api('PATCH', `/keys/${beta.id}`, { enabled: false })
  await page.goto('/keys?q=Listed')
  await expect(page.locator('[data-key-row]')).toHaveCount(2)
  await expect(rowOf(page, 'Listed alpha')).toContainText('Data: write +1')
  await expect(rowOf(page, 'Listed alpha')).toContainText('Never used')
  await expect(rowOf(page, 'Listed beta')).toContainText('Level 3')
  await expect(rowOf(page, 'Listed beta')).toContainText('Disabled')
  await expectAccessible(page, 'keys')

  await page.getByRole('button', { name: /^Status/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Disabled' }).click()
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-key-row]')).toHaveCount(1)
  await expect(page).toHaveURL(/status=disabled/)
  await page.reload()
  await expect(rowOf(page, 'Listed beta')).toBeVisible()
  await expect(page.locator('[data-key-row]')).toHaveCount(1)

  await page.getByRole('searchbox').fill('no such key')
  await expect(page.getByRole('heading', { name: 'No keys match' })).toBeVisible()
  await expectAccessible(page, 'keys-no-match')
  await page.getByRole('button', { name: 'Clear search and filters' }).click()
  await expect(rowOf(page, 'Listed alpha')).toBeVisible()

  await page.goto('/keys?q=Listed')
  await page.getByRole('button', { name: /^Sorted by/ }).click()
  await page.getByRole('menuitemradio', { name: 'Name, Z to A' }).click()
  await expect(page.locator('[data-key-row]').first()).toContainText('Listed beta')
  await expect(page).toHaveURL(/sort=-name/)
})

test('a keyboard alone walks, selects, opens and searches the list', async ({ ownerPage: page, api }) => {
  for (const name of ['Walked one', 'Walked two', 'Walked three']) await make(api, { name })
  await page.goto('/keys?q=Walked&sort=createdAt')
  await expect(page.locator('[data-key-row]')).toHaveCount(3)
  await page.keyboard.press('j')
  await expect(page.getByRole('link', { name: 'Walked one' })).toBeFocused()
  await page.keyboard.press('x')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await expect(page.getByText('2 selected')).toBeVisible()
  await page.keyboard.press('k')
  await expect(page.getByRole('link', { name: 'Walked one' })).toBeFocused()
  await expectAccessible(page, 'keys-selected')
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.goto('/keys?q=Walked&sort=createdAt')
  await expect(page.locator('[data-key-row]')).toHaveCount(3)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Walked one' })).toBeVisible()
})

test('many keys are changed at once, and each that could not be says why', async ({
  ownerPage: page,
  api,
}) => {
  const gone = await make(api, { name: 'Together gone' })
  await make(api, { name: 'Together one' })
  await make(api, { name: 'Together two' })
  await api('DELETE', `/keys/${gone.id}`)
  await page.goto('/keys?q=Together')
  await page.getByLabel('Select every key shown').check()
  await page.getByRole('group', { name: 'Selected keys' }).getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('button', { name: 'Disable 3 keys' }).click()
  const results = page.getByRole('dialog', { name: '2 of 3 disabled' })
  await expect(results.getByRole('listitem')).toHaveCount(1)
  await expect(results).toContainText('This key is revoked')
  await results.getByRole('button', { name: 'Close' }).last().click()
  await expect(rowOf(page, 'Together one')).toContainText('Disabled')

  await page.getByLabel('Select Together gone').uncheck()
  await page.getByRole('group', { name: 'Selected keys' }).getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByRole('button', { name: 'Revoke 2 keys' })).toBeDisabled()
  await page.getByLabel('Type 2 keys to confirm').fill('2 keys')
  await page.getByRole('button', { name: 'Revoke 2 keys' }).click()
  await expect(rowOf(page, 'Together two')).toContainText('Revoked')
  await expect(page.getByText('selected')).toBeHidden()
})

test('a key’s page shows what it does, may do, and has been through', async ({
  ownerPage: page,
  api,
  portal,
}) => {
  const verifier = await make(api, { name: 'Asked by', permissions: ['api_key:verify'] })
  const key = await make(api, { name: 'Looked at', permissions: ['data:read'], level: 2 })
  const verify = (permissions: string) =>
    fetch(`${portal.url}/api/v1/keys/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${verifier.secret}` },
      body: JSON.stringify({ key: key.secret, permissions, ip: '203.0.113.7', userAgent: 'till/1' }),
    })
  for (const asked of ['data:read', 'data:read', 'billing:write'])
    expect((await verify(asked)).status).toBe(200)
  // The meter writes once a second.
  await expect
    .poll(async () => (await api('GET', `/keys/${key.id}/usage`)).body)
    .toMatchObject({ total: { VALID: 2, INSUFFICIENT_PERMISSIONS: 1 } })

  await page.goto(`/keys/${key.id}`)
  await expect(page.getByText('2 valid', { exact: true })).toBeVisible()
  await expect(page.getByText('1 permission missing', { exact: true })).toBeVisible()
  await expectAccessible(page, 'key-usage')
  await page.getByRole('tab', { name: 'Access' }).click()
  await expect(page.getByRole('row', { name: /data:read/ })).toContainText('directly')
  await expect(page.getByRole('row', { name: /files:read/ })).toContainText('level 2')
  await expectAccessible(page, 'key-access')
  await page.getByRole('tab', { name: 'Refusals 1' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('billing:write')
  await expect(page.getByRole('tabpanel')).toContainText('203.0.113.7')
  await expectAccessible(page, 'key-refusals')

  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const edit = page.getByRole('dialog', { name: 'Edit “Looked at”' })
  await edit.getByLabel('Name', { exact: true }).fill('Looked at twice')
  await expectAccessible(page, 'key-edit')
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByRole('tabpanel').locator('del', { hasText: 'Looked at' })).toBeVisible()
  await expectAccessible(page, 'key-history')
})

test('an edit of what somebody else has changed overwrites nothing unseen', async ({
  ownerPage: page,
  api,
}) => {
  const key = await make(api, { name: 'Contended' })
  await page.goto(`/keys/${key.id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const edit = page.getByRole('dialog', { name: 'Edit “Contended”' })
  await edit.getByLabel('Description').fill('Mine')
  await api('PATCH', `/keys/${key.id}`, { name: 'Contended by another' })
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await expect(edit.getByRole('alert')).toContainText('Contended by another')
  await expectAccessible(page, 'key-edit-conflict')
  await edit.getByRole('button', { name: 'Save my changes on top' }).click()
  await expect(edit).toBeHidden()
  const { body } = await api('GET', `/keys/${key.id}`)
  expect(body).toMatchObject({ name: 'Contended by another', description: 'Mine' })
})

test('a change that is answered late closes its own dialog, and none that was opened since', async ({
  ownerPage: page,
  api,
}) => {
  const key = await make(api, { name: 'Slow' })
  await page.goto(`/keys/${key.id}`)
  const held = Promise.withResolvers<void>()
  await page.route(`**/api/v1/keys/${key.id}`, async (route) => {
    if (route.request().method() === 'PATCH') await held.promise
    await route.continue()
  })
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const edit = page.getByRole('dialog', { name: 'Edit “Slow”' })
  await edit.getByLabel('Name', { exact: true }).fill('Slow and steady')
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await edit.getByRole('button', { name: 'Cancel' }).click()
  await expect(edit).toBeHidden()
  await page.getByRole('button', { name: 'Rotate', exact: true }).click()
  const rotate = page.getByRole('dialog', { name: 'Rotate “Slow”' })
  await expect(rotate).toBeVisible()
  held.resolve()
  await expect(
    page.getByRole('heading', { level: 1, name: 'Slow and steady', includeHidden: true }),
  ).toBeAttached()
  await expect(rotate).toBeVisible()
})

test('disabling shows at once; rotating keeps the old secret for its grace; revoking is final', async ({
  ownerPage: page,
  api,
  portal,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const key = await make(api, { name: 'Turning', permissions: ['data:read'] })
  const answers = async (secret: string) =>
    (await fetch(`${portal.url}/api/v1/keys/me`, { headers: { authorization: `Bearer ${secret}` } })).status
  const button = (name: string) =>
    page.getByRole('banner').or(page.locator('header')).getByRole('button', { name, exact: true })
  await page.goto(`/keys/${key.id}`)

  await button('Disable').click()
  await expect(page.getByRole('alertdialog')).toContainText('never used')
  await expectAccessible(page, 'key-disable')
  await page.getByRole('button', { name: 'Disable key' }).click()
  await expect(page.getByText('Disabled', { exact: true })).toBeVisible()
  await expect.poll(() => answers(key.secret)).toBe(401)
  await button('Enable').click()
  await expect.poll(() => answers(key.secret)).toBe(200)

  await button('Rotate').click()
  await expectAccessible(page, 'key-rotate')
  await page.getByLabel('After 1 hour').check()
  await page.getByRole('button', { name: 'Rotate key' }).click()
  await expect(page.getByText(/The old secret still works for/).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Done' }).click()
  const second = await page.evaluate(() => navigator.clipboard.readText())
  expect(await answers(second)).toBe(200)
  expect(await answers(key.secret)).toBe(200)
  await page.getByRole('tab', { name: 'Secrets' }).click()
  await expect(page.getByRole('heading', { name: 'Two secrets work' })).toBeVisible()
  await expectAccessible(page, 'key-secrets')

  await button('Revoke').click()
  await expectAccessible(page, 'key-revoke')
  await expect(page.getByRole('button', { name: 'Revoke key' })).toBeDisabled()
  await page.getByLabel('Reason').fill('Test is over')
  await page.getByLabel('Type Turning to confirm').fill('Turning')
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText(/^Refused everywhere/)).toBeVisible()
  expect([await answers(key.secret), await answers(second)]).toEqual([401, 401])
  await expect(button('Edit')).toHaveCount(0)
  await expectAccessible(page, 'key-revoked')
})

test('a key that is not there and one that may not be seen look the same', async ({ ownerPage: page }) => {
  await page.goto('/keys/0193b0f4-1111-7000-8000-000000000001')
  await expect(page.getByRole('heading', { name: 'There is no key here' })).toBeVisible()
  await expectAccessible(page, 'key-missing')
})
