import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './made-keys.ts'
import { reloadUntil } from './steps.ts'

test('a refusal says which check failed, and the same request is replayed once that is mended', async ({
  ownerPage: page,
  keys,
}) => {
  const key = await keys.make({ name: uniqueName('Refused'), permissions: ['data:read'] })
  await keys.verify(key.secret, { permissions: 'files:read', ip: '203.0.113.9', userAgent: 'checkout/1.0' })
  await page.goto(`/keys/${key.id}?tab=refusals`)
  const why = page.getByRole('button', { name: /^Why\? Permission missing/ })
  await reloadUntil(page, async () => {
    await expect(why).toBeVisible({ timeout: 4_000 })
  })
  await why.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Permission missing' })
  await expect(dialog.getByText('files:read', { exact: true })).toBeVisible()
  const checks = dialog.getByRole('row')
  await expect(checks.filter({ hasText: 'Holds what was asked' })).toContainText('It lacks files:read.')
  await expect(checks.filter({ hasText: 'Holds what was asked' })).toContainText(
    'failedIt lacked what was asked for.failedIt lacks files:read.',
  )
  await expect(checks.filter({ hasText: 'Not revoked' })).toContainText('passedpassed')
  await expect(checks.filter({ hasText: 'Within its limits' })).toContainText('not reachedpassed')
  await expect(dialog.getByText('would be refused now: Permission missing')).toBeVisible()
  await expectAccessible(page, 'why-denied')

  await keys.change(key.id, { permissions: ['data:read', 'files:read'] })
  await dialog.getByRole('button', { name: 'Replay this request' }).click()
  await expect(dialog.getByText('would be accepted now')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(why).toBeFocused()
})

test('a refused old secret is told from an expired key, and its replay promises nothing', async ({
  ownerPage: page,
  keys,
}) => {
  const key = await keys.make({ name: uniqueName('Rotated') })
  await keys.rotate(key.id, 0)
  expect(await keys.verify(key.secret, { ip: '203.0.113.31', userAgent: 'cron/1.4' })).toMatchObject({
    code: 'EXPIRED',
  })
  await page.goto(`/keys/${key.id}?tab=refusals`)
  const why = page.getByRole('button', { name: /^Why\? Old secret/ })
  await reloadUntil(page, async () => {
    await expect(why).toBeVisible({ timeout: 4_000 })
  })
  await expect(page.getByRole('button', { name: /^Why\? Expired/ })).toHaveCount(0)
  await why.click()
  const dialog = page.getByRole('dialog', { name: 'Old secret' })
  const checks = dialog.getByRole('row')
  await expect(checks.filter({ hasText: 'Not expired' })).toContainText('passedpassed')
  await expect(checks.filter({ hasText: 'Secret in use' })).toContainText(
    `failedIts secret 1 (${key.mask}) had ended.failedIts secret 1 (${key.mask}) ended on `,
  )
  await expect(checks.filter({ hasText: 'Enabled' })).toContainText('not reachedpassed')
  await expect(dialog.getByRole('alert')).toContainText(
    `Presented its secret 1 (${key.mask}), which ended on `,
  )
  await expect(dialog.getByRole('alert')).toContainText(
    'With that secret it is refused again; the client needs the new one.',
  )
  await expectAccessible(page, 'why-denied-old-secret')
})

test('a key is narrowed to what it has used, and from then on is refused the rest', async ({
  ownerPage: page,
  keys,
}) => {
  const key = await keys.make({
    name: uniqueName('Wide'),
    permissions: ['data:read', 'data:write', 'files:read'],
  })
  await keys.verify(key.secret, { permissions: 'data:read' })
  await page.goto(`/keys/${key.id}?tab=access`)
  const verdict = page.getByText('It used 1 of the 3 permissions it holds.')
  await reloadUntil(page, async () => {
    await expect(verdict).toBeVisible({ timeout: 4_000 })
  })
  await expectAccessible(page, 'key-sizing')
  await page.getByRole('button', { name: 'Narrow to what is used' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog.getByRole('listitem')).toHaveText(['data:write', 'files:read'])
  await expectAccessible(page, 'key-narrow')
  await dialog.getByRole('button', { name: 'Narrow the key' }).click()
  await expect(page.getByText('It uses all it holds.')).toBeVisible()
  expect(await keys.verify(key.secret, { permissions: 'data:read' })).toMatchObject({ code: 'VALID' })
  expect(await keys.verify(key.secret, { permissions: 'data:write' })).toMatchObject({
    code: 'INSUFFICIENT_PERMISSIONS',
  })
})

test('keys that never expire are found from the overview and given an end, many at once', async ({
  ownerPage: page,
  keys,
}) => {
  const name = uniqueName('Endless')
  const made = [
    await keys.make({ name: `${name} one`, expiresAt: null }),
    await keys.make({ name: `${name} two`, expiresAt: null }),
  ]
  await keys.verify(made[0]?.secret ?? '')
  await page.goto('/')
  await page.getByRole('link', { name: /^Never expire/ }).click()
  await page.getByRole('searchbox').first().fill(name)
  await expect(page.locator('[data-key-row]')).toHaveCount(2)
  for (const box of await page.locator('[data-key-row]').getByRole('checkbox').all()) await box.check()
  await page.getByRole('group', { name: 'Selected keys' }).getByRole('button', { name: 'Set an end' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Set the end of 2 keys?' })
  await dialog.getByLabel('They end').selectOption('30')
  await expectAccessible(page, 'bulk-end')
  await dialog.getByRole('button', { name: 'Set the end of 2 keys' }).click()
  await expect(page.getByText('2 keys changed', { exact: true })).toBeVisible()
  await expect(page.locator('[data-key-row]')).toHaveCount(0)
})
