import type { Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { reloadUntil } from './steps.ts'

const header = (page: Page) => page.getByRole('main').locator('header').first()
const act = (page: Page, name: string) => header(page).getByRole('button', { name, exact: true }).click()

test('a rotation shows the new secret once, and the old one works until the grace ends', async ({
  ownerPage: page,
  keys,
}) => {
  const key = await keys.make()
  await page.goto(`/keys/${key.id}`)
  await act(page, 'Rotate')
  const dialog = page.getByRole('dialog', { name: `Rotate “${key.name}”` })
  await expect(dialog.getByLabel('After 24 hours')).toBeChecked()
  await dialog.getByLabel('After another time').check()
  await dialog.getByLabel('Minutes until the old secret ends').fill('0')
  await expect(dialog.getByText('A whole number from 1 to 1440')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Rotate key' })).toBeDisabled()
  await dialog.getByLabel('After 1 hour').check()
  await expectAccessible(page, 'key-changes-rotate')
  await dialog.getByRole('button', { name: 'Rotate key' }).click()

  const reveal = page.getByRole('dialog', { name: key.name, exact: true })
  await expect(reveal.getByText(/The old secret still works for (59|60) min|1 h/)).toBeVisible()
  await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
  await expectAccessible(page, 'key-changes-rotated')
  const renewed = await page.evaluate(() => navigator.clipboard.readText())
  expect(renewed).not.toBe(key.secret)
  await reveal.getByRole('button', { name: 'Done' }).click()
  await expect(header(page).getByRole('button', { name: /^Rotating/ })).toBeVisible()
  expect(await keys.verify(renewed)).toMatchObject({ valid: true, key: { id: key.id } })
  expect(await keys.verify(key.secret)).toMatchObject({ valid: true, key: { id: key.id } })

  await act(page, 'Rotate')
  await expect(dialog.getByText('It is rotating already.')).toBeVisible()
  await dialog.getByLabel('At once').check()
  await dialog.getByRole('button', { name: 'Rotate key' }).click()
  await expect(reveal.getByText('The old secret is refused from now on.')).toBeVisible()
  await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
  await reveal.getByRole('button', { name: 'Done' }).click()
  expect(await keys.verify(renewed)).toMatchObject({ valid: false })
  expect(await keys.verify(key.secret)).toMatchObject({ valid: false })
})

test('a revoke says what will break, asks for the name, and is final', async ({ ownerPage: page, keys }) => {
  const key = await keys.make()
  await keys.verify(key.secret)
  await page.goto(`/keys/${key.id}`)
  const dialog = page.getByRole('alertdialog', { name: `Revoke “${key.name}”?` })
  // What was verified is written within a second.
  await reloadUntil(page, async () => {
    await act(page, 'Revoke')
    await expect(dialog).toContainText('1 verification passed in the last 7 days', { timeout: 4_000 })
  })
  const confirm = dialog.getByRole('button', { name: 'Revoke key' })
  await expect(confirm).toBeDisabled()
  await dialog.getByLabel('Reason').fill('Found in a public repository')
  await dialog.getByLabel(`Type ${key.name} to confirm`).fill(key.name)
  await expectAccessible(page, 'key-changes-revoke')
  await confirm.click()
  await expect(page.getByText(`“${key.name}” is revoked`, { exact: true })).toBeVisible()
  expect(await keys.verify(key.secret)).toMatchObject({ valid: false, code: 'REVOKED' })
  await expect(header(page).getByRole('button', { name: 'Edit' })).toHaveCount(0)
  await expect(page.getByRole('complementary', { name: 'About the key' })).toContainText(
    'Found in a public repository',
  )
  await expectAccessible(page, 'key-changes-revoked')
})
