import { readFile } from 'node:fs/promises'
import type { Page, Response } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Create a key' })

/** Fills in a name and sends the form; what comes is the reveal. */
async function make(page: Page, name: string) {
  await page.goto(`/keys?${new URLSearchParams({ create: '1', name, permissions: 'data:read' })}`)
  await dialogOf(page).getByRole('button', { name: 'Create key' }).click()
  const reveal = page.getByRole('dialog', { name })
  await expect(reveal.getByText('This is the only time the secret is shown.')).toBeVisible()
  // It hears the keyboard once its button has the focus.
  await expect(reveal.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
  return reveal
}

test('a key is made in sections, with least privilege, and says at each what is wrong', async ({
  ownerPage: page,
}) => {
  await page.goto('/keys')
  await expect(
    page.getByRole('banner').or(page.locator('header')).getByRole('button', { name: 'Create key' }),
  ).toBeVisible()
  await page.keyboard.press('c')
  const dialog = dialogOf(page)
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
  await expect(dialog.getByText('A key that holds nothing proves who it is, and no more.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: /^Expiry/ })).toContainText('90 days')
  for (const section of ['Limits', 'Expiry', 'Metadata'])
    await dialog.getByRole('button', { name: new RegExp(`^${section}`) }).click()
  await expectAccessible(page, 'key-create')

  await dialog.getByRole('button', { name: 'Add a limit' }).click()
  await dialog.getByLabel('How many limit 1 admits').fill('0')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await expect(dialog.getByRole('button', { name: /^General.*needs attention/ })).toBeVisible()
  await expect(dialog.getByRole('button', { name: /^Limits.*needs attention/ })).toBeVisible()
  await expect(dialog.getByText('Give it a name')).toBeVisible()

  await dialog.getByLabel('Name', { exact: true }).fill('Sections')
  await dialog.getByLabel('How many limit 1 admits').fill('600')
  await dialog.getByRole('group', { name: 'Data', exact: true }).getByText('Write').click()
  await dialog.getByLabel('Level', { exact: true }).selectOption('2')
  await expect(dialog.getByRole('heading', { name: /It will hold/ })).toContainText('5 permissions')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const reveal = page.getByRole('dialog', { name: 'Sections' })
  await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
  await reveal.getByRole('button', { name: 'Done' }).click()
  await expect(page.locator('[data-key-row]', { hasText: 'Sections' })).toContainText('Level 2 +1')
})

test('an address fills the form, and making stays with the person', async ({ ownerPage: page, api }) => {
  await page.goto('/keys?create=1&name=Prefilled&permissions=files:read&expires=30&description=From+a+link')
  const dialog = dialogOf(page)
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('Prefilled')
  await expect(dialog.getByLabel('Description')).toHaveValue('From a link')
  await expect(dialog.getByRole('button', { name: /^Expiry/ })).toContainText('30 days')
  await expect(dialog.getByRole('listitem').filter({ hasText: 'files:read' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect.poll(() => new URL(page.url()).search).toBe('')
  const { body } = await api('GET', '/keys?q=Prefilled')
  expect(body).toMatchObject({ items: [] })
})

test('a secret is copied by one key without being shown, and is nowhere once its person has left', async ({
  ownerPage: page,
  portal,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const bodies: Promise<{ url: string; text: string }>[] = []
  page.on('response', (response: Response) => {
    if (response.url().includes('/api/'))
      bodies.push(
        response.text().then(
          (text) => ({ url: response.url(), text }),
          () => ({ url: response.url(), text: '' }),
        ),
      )
  })
  await page.goto('/keys')
  const reveal = await make(page, 'Copied unseen')
  await expectAccessible(page, 'key-reveal')
  await page.keyboard.press('Enter')
  const secret = await test.step('copied', async () => {
    await expect(reveal.getByRole('button', { name: 'Copied' })).toBeFocused()
    return page.evaluate(() => navigator.clipboard.readText())
  })
  expect(await page.content()).not.toContain(secret)
  const self = await fetch(`${portal.url}/api/v1/keys/me`, { headers: { authorization: `Bearer ${secret}` } })
  expect(await self.json()).toMatchObject({ name: 'Copied unseen' })

  await reveal.getByRole('button', { name: 'Show' }).click()
  await expect(reveal.getByLabel('Secret', { exact: true })).toHaveText(secret)
  const download = page.waitForEvent('download')
  await reveal.getByRole('button', { name: 'Download .env' }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toContain(`LATCHWORK_KEY=${secret}\n`)
  await reveal.getByRole('button', { name: 'Done' }).click()
  await expect(reveal).toBeHidden()

  const everywhere = () =>
    page.evaluate(async () => {
      const caches = 'caches' in window ? await window.caches.keys() : []
      const stored = { ...localStorage, ...sessionStorage }
      return JSON.stringify([
        document.documentElement.outerHTML,
        location.href,
        history.state,
        stored,
        caches,
        document.cookie,
      ])
    })
  await test.step('nowhere in the page, its history or storage', async () => {
    expect(await everywhere()).not.toContain(secret)
    await page.getByRole('link', { name: 'Copied unseen' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Copied unseen' })).toBeVisible()
    await page.getByRole('tab', { name: 'History' }).click()
    await expect(page.getByText('created the key')).toBeVisible()
    expect(await everywhere()).not.toContain(secret)
    for (const move of [
      () => page.goBack(),
      () => page.goBack(),
      () => page.goForward(),
      () => page.reload(),
    ]) {
      await move()
      await expect(page.getByRole('dialog')).toHaveCount(0)
      expect(await everywhere()).not.toContain(secret)
    }
  })
  const carried = (await Promise.all(bodies)).filter(({ text }) => text.includes(secret))
  expect(carried.map(({ url }) => new URL(url).pathname)).toEqual(['/api/v1/keys'])
})

test('leaving a secret that was not copied asks, whichever way one leaves', async ({ ownerPage: page }) => {
  const reveal = await make(page, 'Left uncopied')
  const question = page.getByRole('alertdialog', { name: 'Leave without the secret?' })

  await test.step('by Escape', async () => {
    await page.keyboard.press('Escape')
    await expect(question).toBeVisible()
    await expectAccessible(page, 'key-reveal-leave')
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(reveal.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
  })
  await test.step('by the back button', async () => {
    await page.goBack()
    await expect(question).toBeVisible()
    await question.getByRole('button', { name: 'Cancel' }).click()
  })
  await test.step('by closing the tab', async () => {
    const asked = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
  })
  await reveal.getByRole('button', { name: 'Close' }).click()
  await question.getByRole('button', { name: 'Leave without it' }).click()
  await expect(reveal).toBeHidden()
  await expect(page.locator('[data-key-row]', { hasText: 'Left uncopied' })).toBeVisible()
})
