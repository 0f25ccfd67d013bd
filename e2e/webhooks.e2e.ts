import type { Page } from 'playwright/test'
import { type Receiver, startReceiver, verifying } from '#lib/jobs/webhooks/testing/receiver.ts'
import { expectAccessible } from './accessible.ts'
import { test as base, expect } from './fixtures.ts'

const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({ browserName: _ }, use) => {
    const receiver = await startReceiver()
    await use(receiver)
    await receiver.close()
  },
})

/** Copies the secret that the reveal holds, without showing it. */
async function takeSecret(page: Page): Promise<string> {
  const reveal = page.getByRole('dialog', { name: /^Signing secret of/ })
  await expect(reveal.getByRole('button', { name: 'Copy to continue' })).toBeDisabled()
  await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(reveal.getByText('It is on the clipboard.')).toBeVisible()
  const secret = await page.evaluate(() => navigator.clipboard.readText())
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(await page.content()).not.toContain(secret)
  return secret
}

const rows = (page: Page) => page.getByRole('table', { name: 'Deliveries' }).getByRole('row')

test('an endpoint is made, what happens arrives there verified and stands in the log, and what failed is delivered again', async ({
  ownerPage: page,
  keys,
  api,
  receiver,
}) => {
  const { host } = new URL(receiver.url)
  // Those of other journeys on the same portal.
  const { items } = (await api('GET', '/webhooks')).body as { items: { id: string }[] }
  for (const { id } of items) await api('DELETE', `/webhooks/${id}`)
  await page.goto('/webhooks')
  await expect(page.getByRole('heading', { name: 'No webhooks yet' })).toBeVisible()
  await expectAccessible(page, 'webhooks-empty')
  await page.getByRole('button', { name: 'New endpoint' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New endpoint' })
  await dialog.getByLabel('Address', { exact: true }).fill('https://10.0.0.1/hooks')
  await dialog.getByLabel('Description').fill('Tells the on-call channel')
  await dialog.getByRole('radio', { name: 'Chosen events' }).check()
  await dialog.getByRole('button', { name: 'Create endpoint' }).click()
  await expect(dialog.getByText('Choose at least one event')).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'Key made' }).check()
  await dialog.getByRole('checkbox', { name: 'Key revoked' }).check()
  await dialog.getByRole('button', { name: 'Create endpoint' }).click()
  await expect(dialog.getByText('This address lies within a network').first()).toBeVisible()
  await expect(dialog.getByLabel('Address', { exact: true })).toBeFocused()
  await expectAccessible(page, 'webhook-new')
  await dialog.getByLabel('Address', { exact: true }).fill(receiver.url)
  await dialog.getByRole('button', { name: 'Create endpoint' }).click()

  const secret = await takeSecret(page)
  await expectAccessible(page, 'webhook-secret')
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page).toHaveURL(/\/webhooks\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('heading', { level: 1, name: 'Tells the on-call channel' })).toBeVisible()
  receiver.answer = verifying(secret)

  await page.getByRole('button', { name: 'Send test event' }).click()
  const delivery = page.getByRole('dialog', { name: 'Test event' })
  await expect(delivery.getByText('Delivered', { exact: true })).toBeVisible()
  await expect(delivery.getByText('204', { exact: true })).toBeVisible()
  await delivery.getByRole('button', { name: 'Close' }).last().click()

  const first = await keys.make({ name: 'Arrives' })
  // The log is read every five seconds, and may show it on its way first.
  await expect(rows(page).filter({ hasText: 'Key made' })).toContainText('Delivered', { timeout: 20_000 })
  await expect(rows(page).filter({ hasText: 'Key made' })).toContainText('Arrives')
  expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(['webhook.test', 'key.created'])
  expect(JSON.parse(receiver.received[1]?.body ?? '').data.key).toMatchObject({
    id: first.id,
    name: 'Arrives',
  })
  expect(receiver.received[1]?.body).not.toContain(first.secret)
  await expectAccessible(page, 'webhook-deliveries')

  receiver.answer = (response) =>
    response.writeHead(500).end('<script>document.title = "run"</script> out of order')
  await keys.make({ name: 'Fails at first' })
  await expect(page.getByText(/^Failing/).first()).toBeVisible({ timeout: 20_000 })
  const failing = rows(page).filter({ hasText: 'To be retried' })
  await expect(failing).toContainText('500')
  await failing.getByRole('button').click()
  const failed = page.getByRole('dialog', { name: 'Key made' })
  await expect(failed.getByText('out of order').first()).toBeVisible()
  // The second try comes five seconds after the first, and must not deliver it before the click below. The third is a minute away.
  await expect(failed.getByText(/Tried 2 of 9 times/)).toBeVisible({ timeout: 15_000 })
  await expect(page).not.toHaveTitle('run')
  await expectAccessible(page, 'webhook-delivery')

  receiver.answer = verifying(secret)
  await failed.getByRole('button', { name: 'Deliver again' }).click()
  await expect(failed.getByText('Delivered', { exact: true })).toBeVisible()
  await failed.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('Working', { exact: true })).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: 'State', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Sent again' }).click()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/state=superseded/)
  await expect(rows(page).filter({ hasText: 'Sent again' })).toHaveCount(1)
  await expect(rows(page).filter({ hasText: 'Delivered' })).toHaveCount(0)

  await page.goto('/webhooks')
  await expect(page.getByRole('row', { name: /on-call/ })).toContainText(host)
  await expect(page.getByRole('row', { name: /on-call/ })).toContainText('Working')
  await expectAccessible(page, 'webhooks')
})

test('a secret is rotated without losing a message, an endpoint is disabled, enabled and deleted', async ({
  ownerPage: page,
  api,
  receiver,
}) => {
  const { id, secret } = (await api('POST', '/webhooks', { url: receiver.url })).body as {
    id: string
    secret: string
  }
  const sendTest = async () => {
    await page.getByRole('button', { name: 'Send test event' }).click()
    const delivery = page.getByRole('dialog', { name: 'Test event' })
    await expect(delivery.getByText(/^(204|401)$/)).toBeVisible()
    const status = await delivery.getByText(/^(204|401)$/).textContent()
    await delivery.getByRole('button', { name: 'Close' }).last().click()
    return Number(status)
  }
  receiver.answer = verifying(secret)
  await page.goto(`/webhooks/${id}`)
  await expect(page.getByRole('heading', { name: 'Nothing was sent yet' })).toBeVisible()
  await page.getByRole('button', { name: 'More for this endpoint' }).click()
  await page.getByRole('menuitem', { name: 'Rotate signing secret' }).click()
  const rotating = page.getByRole('dialog', { name: 'Rotate the signing secret' })
  await expectAccessible(page, 'webhook-rotate')
  await rotating.getByRole('button', { name: 'Rotate secret' }).click()
  const rotated = await takeSecret(page)
  await page.getByRole('button', { name: 'Done' }).click()
  expect(rotated).not.toBe(secret)
  await expect(page.getByText('Two secrets sign.')).toBeVisible()
  expect(await sendTest()).toBe(204)
  receiver.answer = verifying(rotated)
  expect(await sendTest()).toBe(204)
  await page.getByRole('button', { name: 'End the old one now' }).click()
  await expect(page.getByText('One secret signs.')).toBeVisible()
  receiver.answer = verifying(secret)
  expect(await sendTest()).toBe(401)

  await page.getByRole('tab', { name: 'Verify in your code' }).click()
  await page.getByRole('tab', { name: 'Python' }).click()
  await expect(page.getByText('pip install standardwebhooks flask')).toBeVisible()
  await expectAccessible(page, 'webhook-verify')
  await page.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('button', { name: 'Disable endpoint' }).click()
  await expect(page.getByText('Disabled', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Enable' }).click()
  await expect(page.getByRole('button', { name: 'Send test event' })).toBeVisible()

  await page.getByRole('button', { name: 'More for this endpoint' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const { host } = new URL(receiver.url)
  const asking = page.getByRole('alertdialog')
  await expect(asking.getByRole('button', { name: 'Delete endpoint' })).toBeDisabled()
  await asking.getByRole('textbox').fill(host)
  await expectAccessible(page, 'webhook-delete')
  await asking.getByRole('button', { name: 'Delete endpoint' }).click()
  await expect(page).toHaveURL(/\/webhooks$/)
  expect((await api('GET', `/webhooks/${id}`)).status).toBe(404)
})

test('who leaves before taking the secret is asked, and going back never shows it again', async ({
  ownerPage: page,
  api,
  receiver,
}) => {
  await page.goto('/webhooks?create=true')
  await page.getByLabel('Address').fill(receiver.url)
  await page.getByRole('button', { name: 'Create endpoint' }).click()
  const reveal = page.getByRole('dialog', { name: /^Signing secret of/ })
  // It hears the keyboard once its button has the focus.
  await expect(reveal.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(reveal).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Leave without it' }).click()
  await expect(reveal).toBeHidden()
  await expect(page).toHaveURL(/\/webhooks\/[0-9a-f-]{36}$/)
  await page.goBack()
  await expect(page.getByText(/whsec_/)).toHaveCount(0)
  const { items } = (await api('GET', '/webhooks')).body as { items: { id: string; url: string }[] }
  for (const { id, url } of items) if (url === receiver.url) await api('DELETE', `/webhooks/${id}`)
})
