import type { Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { type Api, uniqueName } from './made-keys.ts'

const password = 'a sentence of her own, long enough'

/** Invites somebody and joins for them, and signs a browser of theirs in. */
async function memberNamed(name: string, api: Api, page: Page): Promise<{ id: string; page: Page }> {
  const email = `${uniqueName('grace').replace(' ', '.')}@example.com`
  const invited = (await api('POST', '/invitations', { emails: [email], role: 'MEMBER' })).body as {
    deliveries: { url: string }[]
  }
  const token = new URL(invited.deliveries[0]?.url ?? '').hash.slice(1)
  const joined = await api('POST', '/invitations/join', { token, name, password })
  expect(joined.status).toBe(201)
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  const { items } = (await api('GET', `/members?q=${encodeURIComponent(email)}`)).body as {
    items: { id: string }[]
  }
  return { id: items[0]?.id ?? '', page }
}

/** Today, or what has become yesterday at midnight meanwhile. */
const latestDay = /^(Today|Yesterday)$/

const bell = (page: Page) => page.getByRole('link', { name: /^Inbox/ })

/** Waits until so much has been told, a moment after it happened: the bell of an open page looks but twice a minute. */
async function told(page: Page, count: number): Promise<void> {
  await expect
    .poll(async () => (await (await page.request.get('/api/v1/notices/unread')).json()).count, {
      timeout: 60_000,
    })
    .toBe(count)
}

test('whoever is given a key hears of it: the bell, the inbox, the key, and what comes by mail', async ({
  api,
  keys,
  openBrowser,
}) => {
  const grace = await memberNamed('Grace Okafor', api, await openBrowser())
  const { page } = grace
  await expect(bell(page)).toHaveAccessibleName('Inbox')

  await page.goto('/inbox')
  await expect(page.getByRole('heading', { name: 'Nothing has come yet' })).toBeVisible()
  await expectAccessible(page, 'inbox-empty')

  const checkout = await keys.make({ name: uniqueName('Checkout'), ownerId: grace.id })
  const refunds = await keys.make({ name: uniqueName('Refunds'), ownerId: grace.id })
  await keys.rotate(refunds.id, 3600)
  await keys.revoke(refunds.id, 'Found in a public repository')
  await told(page, 4)
  await page.reload()
  await expect(bell(page)).toHaveAccessibleName('Inbox, 4 unread')
  const day = page.getByRole('region', { name: latestDay })
  const rows = day.getByRole('listitem')
  await expect(rows).toHaveCount(4)
  await expect(rows.first()).toContainText('revoked the key')
  await expect(rows.first()).toContainText('Found in a public repository')
  await expect(rows.last()).toContainText(`made the key “${checkout.name}” for Grace Okafor`)
  await expectAccessible(page, 'inbox')

  // Where it leads to has been seen.
  await rows.last().getByRole('link', { name: 'Key made' }).click()
  await expect(page).toHaveURL(`/keys/${checkout.id}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(checkout.name)
  await expect(bell(page)).toHaveAccessibleName('Inbox, 3 unread')

  await bell(page).click()
  await expect(page).toHaveURL('/inbox')
  await page.getByRole('radio', { name: 'Unread' }).check()
  await expect(rows).toHaveCount(3)
  await rows.first().hover()
  await rows.first().getByRole('button', { name: 'Mark “Key revoked” as read' }).click()
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await expect(page.getByRole('heading', { name: 'All read' })).toBeVisible()
  await expect(bell(page)).toHaveAccessibleName('Inbox')

  await page.getByRole('radio', { name: 'All' }).check()
  await page.getByRole('button', { name: 'Kind' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Key rotated' }).click()
  await page.keyboard.press('Escape')
  await expect(rows).toHaveCount(1)
  await expect(page).toHaveURL(/type=key\.rotated/)
  await page.getByRole('button', { name: 'Mark “Key rotated” as unread' }).click()
  await expect(bell(page)).toHaveAccessibleName('Inbox, 1 unread')
})

test('what comes of one act is one line, until one asks for each', async ({ api, keys, openBrowser }) => {
  const grace = await memberNamed('Grace Okafor', api, await openBrowser())
  const made = []
  for (let at = 0; at < 5; at += 1)
    made.push(await keys.make({ name: uniqueName(`Batch ${at}`), ownerId: grace.id }))
  const { page } = grace
  await told(page, 5)
  await page.goto('/inbox')
  await expect(bell(page)).toHaveAccessibleName('Inbox, 5 unread')
  const rows = page.getByRole('region', { name: latestDay }).getByRole('listitem')
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText(`“${made[4]?.name}”`)
  await expect(rows).toContainText('and 2 more')
  await expectAccessible(page, 'inbox-run')
  const run = page.getByRole('button', { name: 'Key made, 5 times' })
  await run.focus()
  await page.keyboard.press('Enter')
  await expect(run).toHaveAttribute('aria-expanded', 'true')
  await expect(rows).toHaveCount(6)
  await rows.last().getByRole('link', { name: 'Key made' }).click()
  await expect(page).toHaveURL(`/keys/${made[0]?.id}`)
})

test('somebody chooses what comes by mail, and is told where there is no mail server', async ({
  ownerPage: page,
}) => {
  await page.goto('/inbox')
  await page.getByRole('button', { name: 'Mail', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'What comes by mail' })
  await expect(dialog).toContainText('This Latchwork has no mail server')
  const made = dialog.getByRole('switch', { name: 'Key made' })
  const changed = dialog.getByRole('switch', { name: 'Key changed' })
  await expect(made).toBeChecked()
  await expect(changed).not.toBeChecked()
  await expectAccessible(page, 'inbox-mail')
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok())
  // It shows the choice in the click itself: one that waits for what is stored falls back for a moment.
  expect(await changed.evaluate((input: HTMLInputElement) => [input.click(), input.checked].at(-1))).toBe(
    true,
  )
  await kept
  await page.reload()
  await expect(page.getByRole('dialog').getByRole('switch', { name: 'Key changed' })).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL('/inbox')
})
