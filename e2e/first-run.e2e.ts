import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

const password = 'a harbour full of lanterns'

test('the first run: from the printed address to a first key that works', async ({
  browser,
  freshPortal,
}) => {
  test.setTimeout(180_000)
  const { url, firstUrl } = freshPortal
  const context = await browser.newContext({
    baseURL: url,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()

  await test.step('without its token the page says where to find it', async () => {
    await page.goto('/setup')
    await expect(page.getByRole('heading', { name: 'Open the printed address' })).toBeVisible()
    await expectAccessible(page, 'set-up-no-token')
    await page.goto('/sign-in')
    await expect(page.getByText('This portal is not set up yet')).toBeVisible()
  })

  await test.step('the token leaves the address bar and the history at once', async () => {
    await page.goto('about:blank')
    await page.goto(firstUrl)
    await expect(page.getByLabel('Your name')).toBeFocused()
    expect(page.url()).toBe(`${url}/setup`)
    await expectAccessible(page, 'set-up-you')
  })

  await test.step('what is missing is said at its field', async () => {
    await page.keyboard.press('Enter')
    for (const sentence of ['Enter your name', 'Enter your e-mail address', 'At least 12 characters'])
      await expect(page.getByText(sentence, { exact: true })).toBeVisible()
    await expectAccessible(page, 'set-up-you-refused')
  })

  await test.step('by keyboard alone, through both steps', async () => {
    await page.keyboard.type('Ada Lindqvist')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Ada@Example.com')
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Organization' })).toBeFocused()
    await expectAccessible(page, 'set-up-organization')
    await page.keyboard.type('Northwind')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Payments, live')
    await page.keyboard.press('Enter')
  })

  const secret = await test.step('it ends signed in, where a first key is made', async () => {
    const dialog = page.getByRole('dialog', { name: 'Create a key' })
    await expect(dialog.getByLabel('Name', { exact: true })).toBeVisible({ timeout: 30_000 })
    await dialog.getByLabel('Name', { exact: true }).fill('Checkout service')
    await dialog.getByRole('button', { name: 'Create key' }).click()
    const reveal = page.getByRole('dialog', { name: 'Checkout service' })
    await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
    await expect(reveal.getByRole('button', { name: 'Done' })).toBeVisible()
    return page.evaluate(() => navigator.clipboard.readText())
  })

  await test.step('the key works', async () => {
    const answer = await fetch(`${url}/api/v1/keys/me`, { headers: { authorization: `Bearer ${secret}` } })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ name: 'Checkout service', status: 'active' })
  })

  await test.step('the set-up is over, with its token too', async () => {
    const again = await context.newPage()
    await again.goto(firstUrl)
    await expect(again.getByRole('heading', { name: 'This portal is set up' })).toBeVisible()
    await expectAccessible(again, 'set-up-done')
  })
  await context.close()
})
