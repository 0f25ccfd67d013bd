import { readFile } from 'node:fs/promises'
import { TOTP } from 'otpauth'
import type { Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { Owner } from './portal.ts'

/** Signs in through the page, with a second factor where a code is given. */
async function signIn(page: Page, { email, password }: Pick<Owner, 'email' | 'password'>, code?: string) {
  await page.goto('/sign-in?callbackUrl=/account')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  if (code !== undefined) {
    await expect(page.getByRole('heading', { name: 'Enter your code' })).toBeVisible()
    await page.getByLabel('Six-digit code').fill(code)
    await page.keyboard.press('Enter')
  }
}

const isIn = (page: Page) => expect(page.getByRole('heading', { name: 'Account' })).toBeVisible()

test('a person changes the name, and everybody sees it', async ({ ownerPage }) => {
  await ownerPage.goto('/account')
  await ownerPage.getByLabel('Name', { exact: true }).fill('Ada Lindqvist')
  await ownerPage.getByRole('button', { name: 'Save name' }).click()
  await expect(ownerPage.getByText('Your name was changed').first()).toBeVisible()
  await ownerPage.reload()
  await expect(ownerPage.getByLabel('Name', { exact: true })).toHaveValue('Ada Lindqvist')
  await expectAccessible(ownerPage, 'account')
})

test('a session that is ended elsewhere is at the sign-in page with its next step', async ({
  openBrowser,
  // Of its own, as the sessions of other tests would end too.
  ownPortal: { portal, owner },
}) => {
  const [one, other] = await Promise.all([1, 2].map(() => openBrowser({ baseURL: portal.url })))
  if (!one || !other) throw new Error('No pages')
  await signIn(other, owner)
  await isIn(other)
  await signIn(one, owner)
  await isIn(one)
  for (;;) {
    const ends = one.getByRole('button', { name: /^Sign out of/ })
    await expect(one.getByText('This one')).toBeVisible()
    const count = await ends.count()
    if (count === 0) break
    await ends.first().click()
    await expect(ends).toHaveCount(count - 1)
  }
  await other.goto('/account')
  await other.waitForURL(/\/sign-in/)
  await one.reload()
  await isIn(one)
})

test('a second factor: added, asked for, its codes used once, and taken off; then signed out everywhere', async ({
  freshPortal,
  openBrowser,
}) => {
  const owner = { email: 'ada@example.com', password: 'a harbour full of lanterns' }
  const made = await fetch(`${freshPortal.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token: new URL(freshPortal.firstUrl).hash.slice(1),
      owner: { name: 'Ada Lindqvist', ...owner },
      organization: { name: 'Northwind' },
      project: { name: 'Payments' },
    }),
  })
  expect(made.status).toBe(201)
  const page = await openBrowser({ baseURL: freshPortal.url })
  await signIn(page, owner)
  await isIn(page)

  await page.getByRole('button', { name: 'Add an authenticator' }).click()
  await page.getByLabel('Your password').fill('not the password')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This is not your password.')).toHaveCount(1)
  await page.getByLabel('Your password').fill(owner.password)
  await page.keyboard.press('Enter')
  const qr = page.getByRole('img', { name: 'QR code of the secret' })
  await expect(qr).toBeVisible()
  await expectAccessible(page, 'account-authenticator')
  const secret = ((await page.getByTestId('authenticator-secret').textContent()) ?? '').replaceAll(/\s/g, '')
  const totp = new TOTP({ secret })
  const started = Date.now()
  await page.getByLabel('The code it shows').fill(totp.generate({ timestamp: started }))
  await page.keyboard.press('Enter')

  const codes = await test.step('the recovery codes are left only once they are kept', async () => {
    await expect(page.getByRole('heading', { name: 'Keep your recovery codes' })).toBeVisible()
    await expectAccessible(page, 'account-recovery-codes')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Done' })).toBeDisabled()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ])
    const file = await readFile(await download.path(), 'utf8')
    const found = file.match(/^[0-9a-z]{5}-[0-9a-z]{5}$/gm) ?? []
    expect(found).toHaveLength(10)
    await page.getByLabel('I have kept them').check()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByText('On, with an authenticator')).toBeVisible()
    return found
  })

  await test.step('the password alone is not enough, nor is a code that was used', async () => {
    const other = await openBrowser({ baseURL: freshPortal.url })
    await signIn(other, owner, totp.generate({ timestamp: started }))
    await expect(other.getByText('This code is wrong, or was used before.')).toBeVisible()
    await expectAccessible(other, 'sign-in-code')
    await other.getByRole('button', { name: 'Use a recovery code' }).click()
    await other.getByLabel('Recovery code').fill(codes[0] ?? '')
    await other.keyboard.press('Enter')
    await isIn(other)
    await other.context().close()
    const again = await openBrowser({ baseURL: freshPortal.url })
    // Without a first code: its refusal, come late, would empty the next field, or pass for the refusal below.
    await signIn(again, owner)
    await again.getByRole('button', { name: 'Use a recovery code' }).click()
    await again.getByLabel('Recovery code').fill(codes[0] ?? '')
    await again.keyboard.press('Enter')
    await expect(again.getByText('This code is wrong, or was used before.')).toBeVisible()
    await again.context().close()
  })

  await test.step('it is taken off with the password and a code', async () => {
    await page.getByRole('button', { name: 'Turn off' }).click()
    const dialog = page.getByRole('dialog', { name: 'Turn the second factor off?' })
    await dialog.getByLabel('Your password').fill(owner.password)
    await dialog.getByLabel('Code', { exact: true }).fill(codes[1] ?? '')
    await dialog.getByRole('button', { name: 'Turn off' }).click()
    await expect(page.getByRole('button', { name: 'Add an authenticator' })).toBeVisible()
  })

  await test.step('the password changes, and then every session ends', async () => {
    await page.getByLabel('Present password').fill(owner.password)
    await page.getByLabel('New password').fill('another harbour, other lanterns')
    await page.getByRole('button', { name: 'Change password' }).click()
    await expect(page.getByText('Your password was changed').first()).toBeVisible()
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    const dialog = page.getByRole('alertdialog')
    await expect(dialog).toBeVisible()
    await dialog.getByRole('button', { name: 'Sign out everywhere' }).click()
    // With a way back in the address, where a look at the inbox met the ended session before this page had left.
    await page.waitForURL((url) => url.pathname === '/sign-in')
    await signIn(page, owner)
    await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible()
    await signIn(page, { ...owner, password: 'another harbour, other lanterns' })
    await isIn(page)
  })
})
