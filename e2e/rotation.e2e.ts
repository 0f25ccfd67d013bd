import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './made-keys.ts'
import { inDatabase } from './npm-run.ts'
import { reloadUntil } from './steps.ts'

test('a rotation finishes itself: the grace begins with the first use of the new secret, is extended, and ended', async ({
  ownerPage: page,
  api,
  keys,
}) => {
  const key = await keys.make({ name: uniqueName('Nightly export') })
  const old = key.secret
  const ask = async (secret: string, userAgent = 'okhttp/4.12') => {
    const body = { key: secret, ip: '203.0.113.24', userAgent }
    return ((await api('POST', '/keys/verify', body)).body as { code: string }).code
  }
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`/keys/${key.id}`)
  await page.getByRole('button', { name: 'Rotate', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: `Rotate “${key.name}”` })
  await dialog.getByRole('radio', { name: 'At once' }).check()
  await expect(dialog.getByRole('group', { name: 'That time runs' })).toHaveCount(0)
  await dialog.getByRole('radio', { name: 'After 1 hour' }).check()
  await dialog.getByRole('radio', { name: 'From the first use of the new secret' }).check()
  await expectAccessible(page, 'rotate-first-use')
  await dialog.getByRole('button', { name: 'Rotate key' }).click()
  const reveal = page.getByRole('dialog', { name: key.name })
  await expect(reveal).toContainText('The old secret works until this one is first used, and then for 1 h')
  await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
  await reveal.getByRole('button', { name: 'Done' }).click()
  const fresh = await page.evaluate(() => navigator.clipboard.readText())

  // The old one is used, and begins nothing.
  expect(await ask(old)).toBe('VALID')
  await page.getByRole('tab', { name: 'Secrets' }).click()
  await expect(page.getByText('Waits for the new one')).toBeVisible()
  await expect(page.getByText('Its grace of 1 h begins with the first use of the new secret.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Extend' })).toHaveCount(0)
  await expectAccessible(page, 'secrets-wait')

  expect(await ask(fresh, 'okhttp/5')).toBe('VALID')
  await expect
    .poll(async () => {
      const { secrets } = (await api('GET', `/keys/${key.id}`)).body as {
        secrets: { grace: { beganAt: string | null } | null }[]
      }
      return secrets[1]?.grace?.beganAt ?? null
    })
    .not.toBeNull()
  expect(await ask(old)).toBe('VALID')
  await expect
    .poll(async () => {
      const { retiringSecretClients } = (await api('GET', `/keys/${key.id}/usage`)).body as {
        retiringSecretClients: { count: number }[]
      }
      return retiringSecretClients[0]?.count
    })
    .toBe(2)
  await page.reload()
  await expect(page.getByText(/It ends in 5\d min/)).toBeVisible()
  const clients = page.locator('section', { hasText: 'Who still uses the old secret' })
  await expect(clients.last()).toContainText('203.0.113.24')
  await expect(clients.last()).toContainText('okhttp/4.12')
  await expect(clients.last()).toContainText('2 times')
  await expectAccessible(page, 'secrets-run')

  await page.getByRole('button', { name: 'Extend' }).click()
  const extend = page.getByRole('dialog', { name: 'Extend the old secret' })
  await extend.getByRole('radio', { name: '7 days longer' }).check()
  await expectAccessible(page, 'grace-extend')
  await extend.getByRole('button', { name: 'Extend' }).click()
  await expect(page.getByText(/It ends in 7 days/)).toBeVisible()

  await page.getByRole('button', { name: 'End now' }).click()
  const end = page.getByRole('alertdialog', { name: 'End the old secret now?' })
  await expectAccessible(page, 'grace-end')
  await end.getByRole('button', { name: 'End old secret' }).click()
  await expect(page.getByText('Refused everywhere since').first()).toBeVisible()
  await expect(page.getByText('Its secret', { exact: true })).toBeVisible()
  expect(await ask(old)).toBe('EXPIRED')
  expect(await ask(fresh)).toBe('VALID')
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByText('let the old secret work for longer')).toBeVisible()
  await expect(page.getByText('ended the old secret')).toBeVisible()
})

test('an ended secret that is still tried is told of with the key’s secrets, and with who tried it last', async ({
  ownerPage: page,
  portal,
  keys,
}) => {
  const key = await keys.make({ name: uniqueName('Forgotten job') })
  await keys.rotate(key.id, 0)
  // Just after its end, a request may have been under way.
  await inDatabase(
    portal,
    `update key_secret set not_after = now() - interval '2 minutes' where key_id = $1 and generation = 1`,
    [key.id],
  )
  expect(await keys.verify(key.secret, { ip: '203.0.113.31', userAgent: 'cron/1.4' })).toMatchObject({
    code: 'EXPIRED',
  })
  await page.goto(`/keys/${key.id}?tab=secrets`)
  const tried = page.getByRole('listitem').filter({ hasText: 'still tried' })
  await reloadUntil(page, async () => {
    await expect(tried).toHaveCount(1, { timeout: 4_000 })
  })
  await expect(page.getByRole('heading', { name: 'Ended, and still tried' })).toBeVisible()
  await expect(tried).toContainText(key.mask)
  await expect(tried).toContainText(/Ended \d+ \w+ \d{4}; still tried, last/)
  await expect(tried).toContainText('from 203.0.113.31 by cron/1.4')
  await expect(tried).toContainText('once')
  await expectAccessible(page, 'secrets-ended')
})

test('what becomes of a key whose retired secret is used is chosen by an owner, who learns what that means', async ({
  ownerPage: page,
}) => {
  await page.goto('/settings')
  const form = page.getByRole('form', { name: 'When a retired secret is used' })
  await expect(form.getByRole('button', { name: 'Save' })).toBeDisabled()
  await form.getByRole('radio', { name: 'Tell people and revoke the key' }).check()
  await expect(form.getByText('Whoever has an old secret can then end the key')).toBeVisible()
  await expectAccessible(page, 'settings-retired')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('They are told, and the key is revoked.', { exact: true })).toBeVisible()
  await page.reload()
  await expect(form.getByRole('radio', { name: 'Tell people and revoke the key' })).toBeChecked()
  await form.getByRole('radio', { name: 'Tell people (recommended)' }).check()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Its owner and those who govern are told.', { exact: true })).toBeVisible()
})
