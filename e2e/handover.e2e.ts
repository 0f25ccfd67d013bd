import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import type { Handover } from '#lib/contracts/handovers.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { type Api, type MadeKey, uniqueName } from './made-keys.ts'

const tokenOf = (link: string) => new URL(link).hash.slice(1)

/** A link that the owner makes through the contract. */
async function sendKey(api: Api, key: MadeKey, more: { note?: string; hours?: number } = {}) {
  const { status, body } = await api('POST', `/keys/${key.id}/handovers`, { secret: key.secret, ...more })
  expect(status).toBe(201)
  const { id, url } = body as Handover & { url: string }
  return { id, url }
}

async function statesOf(api: Api, keyId: string): Promise<string[]> {
  const { body } = await api('GET', `/keys/${keyId}/handovers`)
  return (body as { items: Handover[] }).items.map(({ state }) => state)
}

/** Visits a link as a click in a message would: a page load of its own. */
async function visit(page: Page, link: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(link)
}

const reveal = (page: Page) => page.getByRole('button', { name: 'Reveal the key' })
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

test('a key is sent to somebody who has no account, and opens once', async ({
  ownerPage: page,
  openBrowser,
  portal,
  owner,
  api,
  keys,
}) => {
  const name = uniqueName('Checkout service')
  await page.goto(`/keys?${new URLSearchParams({ create: '1', name })}`)
  const [created] = await Promise.all([
    page.waitForResponse((one) => one.request().method() === 'POST' && /\/keys$/.test(one.url())),
    page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click(),
  ])
  const { id, secret } = (await created.json()) as MadeKey
  const dialog = page.getByRole('dialog', { name })

  const link = await test.step('its maker sends it without seeing it', async () => {
    await dialog.getByRole('button', { name: 'Send it to someone' }).click()
    await expect(dialog.getByLabel('For')).toBeFocused()
    await expect(dialog.getByRole('radio', { name: '24 hours' })).toBeChecked()
    await dialog.getByLabel('For').fill('Contoso, their staging')
    await expectAccessible(page, 'handover-send')
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const shown = dialog.getByLabel('One-time link', { exact: true })
    await expect(shown).toContainText(`${portal.url}/reveal#`)
    await expect(dialog.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
    await expectAccessible(page, 'handover-sent')
    await page.keyboard.press('Enter')
    await expect(dialog.getByText('It is on the clipboard.')).toBeVisible()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toBe(await shown.textContent())
    expect(await page.content()).not.toContain(secret)
    await dialog.getByRole('button', { name: 'Done' }).click()
    await expect(dialog).toBeHidden()
    return copied
  })

  await test.step('what follows links without being told to does not use it up', async () => {
    const request = page.context().request
    const answer = await request.get(link)
    expect(answer.status()).toBe(200)
    expect(answer.headers()['cache-control']).toContain('no-store')
    const html = await answer.text()
    expect(html).toMatch(/<meta name="robots" content="noindex, nofollow[^"]*"/)
    expect(html).toContain('<meta name="referrer" content="no-referrer"')
    for (const told of [name, 'Contoso', secret, tokenOf(link)]) expect(html).not.toContain(told)
    expect((await request.head(link)).status()).toBe(200)
    for (const path of ['peek', 'open'])
      for (const method of ['GET', 'HEAD', 'PUT', 'DELETE'])
        expect((await request.fetch(`/api/v1/handovers/${path}`, { method })).status()).toBe(405)
    const scanner = await openBrowser()
    await visit(scanner, link)
    await expect(reveal(scanner)).toBeVisible()
    await scanner.mouse.move(300, 300)
    await scanner.reload()
    expect(await statesOf(api, id)).toEqual(['waiting'])
  })

  const visitor = await openBrowser()
  const asked: { url: string; cookie: string | undefined; body: string | null }[] = []
  visitor.context().on('request', (one) => {
    asked.push({ url: one.url(), cookie: one.headers().cookie, body: one.postData() })
  })
  await test.step('whoever has it reads who sends what, and for whom, before opening it', async () => {
    await visit(visitor, link)
    await expect(title(visitor, 'A key for you')).toBeVisible()
    const main = visitor.getByRole('main')
    for (const told of [name, owner.organization, 'Contoso, their staging', '23 h'])
      await expect(main).toContainText(told)
    expect(visitor.url()).toBe(`${portal.url}/reveal`)
    expect(
      await visitor.evaluate(() => JSON.stringify([history.state, { ...sessionStorage }])),
    ).not.toContain(tokenOf(link))
    await expectAccessible(visitor, 'handover-waiting')
  })

  await test.step('opens it by one press, copies it by another, and it works', async () => {
    await reveal(visitor).click()
    await expect(title(visitor, name)).toBeVisible()
    await expect(visitor.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
    await expectAccessible(visitor, 'handover-opened')
    expect(await visitor.content()).not.toContain(secret)
    await visitor.keyboard.press('Enter')
    await expect(visitor.getByText('It is on the clipboard.')).toBeVisible()
    expect(await visitor.evaluate(() => navigator.clipboard.readText())).toBe(secret)
    expect((await keys.verify(secret)).valid).toBe(true)
    await visitor.getByRole('button', { name: 'Show' }).click()
    await expect(visitor.getByLabel('Secret', { exact: true })).toHaveText(secret)
    const [download] = await Promise.all([
      visitor.waitForEvent('download'),
      visitor.getByRole('button', { name: 'Download .env' }).click(),
    ])
    expect(await readFile(await download.path(), 'utf8')).toContain(`LATCHWORK_KEY=${secret}\n`)
  })

  await test.step('whose token no request but the two had, and no cookie went along', async () => {
    const carried = asked.filter(({ url, body }) => `${url}${body}`.includes(tokenOf(link)))
    expect(carried.map(({ url }) => new URL(url).pathname)).toEqual([
      '/api/v1/handovers/peek',
      '/api/v1/handovers/open',
    ])
    expect(asked.filter(({ cookie }) => cookie !== undefined)).toEqual([])
    expect(portal.output()).not.toContain(tokenOf(link))
    expect(portal.output()).not.toContain(secret)
  })

  await test.step('after a reload, going back or forward the secret is nowhere', async () => {
    for (const move of [() => visitor.reload(), () => visitor.goBack(), () => visitor.goForward()]) {
      await move()
      await expect(visitor.getByRole('heading', { level: 1 })).toBeVisible()
      expect(await visitor.content()).not.toContain(secret)
    }
    await visitor.goto('/reveal#opened')
    await expect(title(visitor, 'This link was opened here')).toBeVisible()
    await expectAccessible(visitor, 'handover-reloaded')
  })

  await test.step('the link itself is gone, for them and for a second visitor', async () => {
    for (const late of [visitor, await openBrowser()]) {
      await visit(late, link)
      await expect(title(late, 'This link opens no more')).toBeVisible()
      await expect(late.getByRole('main')).toContainText(/was opened at .* it opens once/)
      await expect(reveal(late)).toHaveCount(0)
      expect(await late.content()).not.toContain(secret)
    }
    await expectAccessible(visitor, 'handover-gone')
  })

  await test.step('its maker reads what became of it', async () => {
    await page.goto(`/keys/${id}?tab=secrets`)
    const row = page.getByRole('listitem').filter({ hasText: 'Contoso, their staging' })
    await expect(row).toContainText('Opened')
    await expect(row.getByRole('button')).toHaveCount(0)
    await page.getByRole('tab', { name: 'History' }).click()
    await expect(page.getByText('made a one-time link to the secret')).toBeVisible()
    await expect(page.getByText('Anonymous opened the one-time link and was shown the secret')).toBeVisible()
  })
})

test('a link is withdrawn by who made it, and says so to who has it', async ({
  ownerPage: page,
  openBrowser,
  api,
  keys,
}) => {
  const key = await keys.make({ name: uniqueName('Withdrawn') })
  await sendKey(api, key, { hours: 1 })
  const { url } = await sendKey(api, key, { note: 'Fabrikam', hours: 72 })
  await page.goto(`/keys/${key.id}?tab=secrets`)
  await expect(page.getByText('2 not opened yet')).toBeVisible()
  await expectAccessible(page, 'handover-list')
  await page.getByRole('button', { name: 'Withdraw the link for Fabrikam' }).click()
  const question = page.getByRole('alertdialog', { name: 'Withdraw the link for “Fabrikam”?' })
  await expect(question).toContainText('goes on working')
  await expectAccessible(page, 'handover-withdraw')
  await question.getByRole('button', { name: 'Withdraw link' }).click()
  await expect(page.getByText('1 not opened yet')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Fabrikam' })).toContainText('Withdrawn')
  const visitor = await openBrowser()
  await visit(visitor, url)
  await expect(visitor.getByRole('main')).toContainText('This link was withdrawn. Ask')
  await keys.rotate(key.id, 3600)
  await page.reload()
  await expect(page.getByRole('listitem').filter({ hasText: 'No note' })).toContainText(
    'Ended with its secret',
  )
})

test('a key without links says nothing of them', async ({ ownerPage: page, keys }) => {
  const key = await keys.make({ name: uniqueName('Unsent') })
  const [listed] = await Promise.all([
    page.waitForResponse((one) => one.url().endsWith('/handovers')),
    page.goto(`/keys/${key.id}?tab=secrets`),
  ])
  expect(listed.status()).toBe(200)
  await expect(page.getByRole('heading', { name: 'Its secret' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'One-time links' })).toHaveCount(0)
})

test('an address without a link, and one of no link, say what to do', async ({ page }) => {
  await page.goto('/reveal')
  await expect(title(page, 'Open the link that you were sent')).toBeVisible()
  await page.goto(`/reveal#${'x'.repeat(43)}`)
  await expect(title(page, 'This is no link of ours')).toBeVisible()
  await expectAccessible(page, 'handover-unknown')
})

test('a link is whole with the full stop of the sentence it stood in', async ({ page, api, keys }) => {
  const { url } = await sendKey(api, await keys.make())
  await visit(page, `${url}.`)
  await expect(reveal(page)).toBeVisible()
})

test('a connection that breaks is told of, and another try goes on', async ({
  page,
  api,
  keys,
  complaints,
}) => {
  complaints.expected(/ERR_FAILED/)
  const key = await keys.make({ name: uniqueName('Broken off') })
  const { url } = await sendKey(api, key)
  const stop = (path: string) => page.route(`**/api/v1/handovers/${path}`, (route) => route.abort())
  await stop('peek')
  await visit(page, url)
  await expect(title(page, 'No answer')).toBeVisible()
  await expectAccessible(page, 'handover-no-answer')
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(reveal(page)).toBeVisible()

  await stop('open')
  await reveal(page).click()
  await expect(page.getByText('Nobody can tell whether the link was opened.')).toBeVisible()
  await expectAccessible(page, 'handover-open-no-answer')
  await page.unrouteAll()
  await reveal(page).click()
  await expect(title(page, key.name)).toBeVisible()
})

test('leaving what was not copied asks; left, it is gone', async ({ page, api, keys }) => {
  const key = await keys.make({ name: uniqueName('Nearly lost') })
  const { url } = await sendKey(api, key)
  await visit(page, url)
  await reveal(page).click()
  await expect(title(page, key.name)).toBeVisible()
  // Leaving is guarded from when the button has the focus.
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
  await page.goBack()
  const question = page.getByRole('alertdialog', { name: 'Leave without the secret?' })
  await expect(question).toBeVisible()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(title(page, 'The secret has left this page')).toBeVisible()
  await expectAccessible(page, 'handover-left')
  expect(await page.content()).not.toContain(key.secret)
  await page.reload()
  await expect(title(page, 'This link was opened here')).toBeVisible()
})

test('a new secret is sent too, after a rotation', async ({ ownerPage: page, openBrowser, keys }) => {
  const key = await keys.make({ name: uniqueName('Turned') })
  await page.goto(`/keys/${key.id}`)
  await page.getByRole('button', { name: 'Rotate' }).first().click()
  await page.getByRole('button', { name: 'Rotate key' }).click()
  const dialog = page.getByRole('dialog', { name: key.name })
  await dialog.getByRole('button', { name: 'Send it to someone' }).click()
  await dialog.getByText('1 hour').click()
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const link = await dialog.getByLabel('One-time link', { exact: true }).textContent()
  await dialog.getByRole('button', { name: 'Done' }).click()
  const visitor = await openBrowser()
  await visit(visitor, link ?? '')
  await reveal(visitor).click()
  await visitor.getByRole('button', { name: 'Show' }).click()
  const secret = (await visitor.getByLabel('Secret', { exact: true }).textContent()) ?? ''
  expect(secret).not.toBe(key.secret)
  expect((await keys.verify(secret)).valid).toBe(true)
})
