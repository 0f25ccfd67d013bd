import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

const password = 'a harbour full of lanterns'

/** Runs a copied command as a person would: in a shell, with the downloaded file read into it. */
async function inShell(command: string, envFile: string): Promise<string> {
  const script = 'set -a; . "$1"; set +a; eval "$2"'
  const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', envFile, command])
  return stdout
}

test('the first run: from the printed address to a first key that works', async ({
  freshPortal,
  openBrowser,
}) => {
  const { url, firstUrl } = freshPortal
  const page = await openBrowser({ baseURL: url })

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

  const home = await mkdtemp(join(tmpdir(), 'latchwork-first-key-'))
  const envFile = join(home, 'checkout-service.env')
  const command = await test.step('it ends signed in, where a first key is made', async () => {
    const dialog = page.getByRole('dialog', { name: 'Create a key' })
    await expect(dialog.getByLabel('Name', { exact: true })).toBeVisible({ timeout: 90_000 })
    await dialog.getByLabel('Name', { exact: true }).fill('Checkout service')
    await dialog.getByRole('button', { name: 'Create key' }).click()
    const reveal = page.getByRole('dialog', { name: 'Checkout service' })
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      reveal.getByRole('button', { name: 'Download .env' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('checkout-service.env')
    await download.saveAs(envFile)
    await reveal.getByRole('button', { name: 'Copy code' }).click()
    await reveal.getByRole('button', { name: 'Done' }).click()
    return page.evaluate(() => navigator.clipboard.readText())
  })

  await test.step('the curl that stands ready works as it is pasted, and the first call arrives', async () => {
    await page.getByRole('link', { name: 'Overview' }).click()
    await expect(page.getByText('Waiting for the first call')).toBeVisible()
    const answer = JSON.parse(await inShell(command, envFile))
    await rm(home, { recursive: true })
    expect(answer).toMatchObject({ name: 'Checkout service', status: 'active' })
    await expect(page.getByText('Waiting for the first call')).toBeHidden({ timeout: 30_000 })
    await expect(page.getByRole('list', { name: 'Posture' })).toBeVisible()
  })

  await test.step('the set-up is over, with its token too', async () => {
    const again = await page.context().newPage()
    await again.goto(firstUrl)
    await expect(again.getByRole('heading', { name: 'This portal is set up' })).toBeVisible()
    await expectAccessible(again, 'set-up-done')
  })
})

test('an option fills the organization with sample data', async ({ freshPortal, openBrowser }) => {
  const page = await openBrowser({ baseURL: freshPortal.url })
  await page.goto(freshPortal.firstUrl)
  await page.getByLabel('Your name').fill('Ada Lindqvist')
  await page.getByLabel('E-mail address').fill('ada@example.com')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('textbox', { name: 'Organization' }).fill('Northwind')
  await page.getByLabel('First project').fill('Payments, live')
  await page.getByLabel('Fill it with sample data').check()
  await page.getByRole('button', { name: 'Create and sign in' }).click()
  // Sixty keys with ninety days of use take a few seconds to write.
  await expect(page.getByRole('table', { name: 'Keys' })).toBeVisible({ timeout: 90_000 })
  await expectAccessible(page, 'sample-keys')
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('heading', { name: 'Expiring soon' })).toBeVisible()
  await expectAccessible(page, 'sample-overview')
  await page.goto('/keys?sort=-lastUsedAt')
  await page.getByRole('table', { name: 'Keys' }).getByRole('link').first().click()
  await expect(page.getByRole('figure', { name: /^Verifications/ })).toBeVisible()
  await expectAccessible(page, 'sample-key')
})
