import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

test('signing in leads to where one was going, and a refusal says so in place', async ({ page, owner }) => {
  await page.goto('/account')
  await page.waitForURL(/\/sign-in\?callbackUrl=%2Faccount$/)
  await expect(page.getByLabel('E-mail address')).toBeFocused()
  await expectAccessible(page, 'sign-in')

  await page.getByLabel('E-mail address').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible()
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused()
  await expectAccessible(page, 'sign-in-refused')

  await page.keyboard.type(owner.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('/account')
  await expect(page.getByRole('heading', { name: 'Account' })).toBeVisible()
})

test('what is filled in before the page is alive stays, and is sent nowhere', async ({
  openBrowser,
  owner,
  ownerState,
}) => {
  const page = await openBrowser()
  const arrive = await holdScripts(page)
  await page.goto('/sign-in?callbackUrl=/account', { waitUntil: 'commit' })
  await typeEarly(page, 'input[name="email"]', owner.email)
  await typeEarly(page, 'input[name="password"]', owner.password)
  await page.evaluate(() => document.forms[0]?.requestSubmit())
  await arrive()
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('/account')

  const list = await openBrowser({ storageState: ownerState })
  const listArrives = await holdScripts(list)
  await list.goto('/keys', { waitUntil: 'commit' })
  await typeEarly(list, 'input[type="search"]', 'no key has this name')
  await listArrives()
  await expect(list).toHaveURL(/q=no\+key\+has\+this\+name/)
  await expect(list.getByRole('searchbox')).toHaveValue('no key has this name')
})

test('the session cookie is HttpOnly and Lax, and holds nothing that can be read', async ({ ownerState }) => {
  const cookie = ownerState.cookies.find(({ name }) => name.includes('session'))
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
  const [head = ''] = cookie?.value.split('.') ?? []
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ alg: 'dir', enc: 'A256GCM' })
})

test('a word in the address is never reflected, and no address leads away from the portal', async ({
  page,
  owner,
  portal,
}) => {
  await page.goto(
    '/sign-in?error=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&callbackUrl=https%3A%2F%2Fevil.example%2F',
  )
  await expect(page.getByText('Signing in failed. Try again.')).toBeVisible()
  await expect(page.getByText('onerror')).toHaveCount(0)
  await expect(page.locator('img[src="x"]')).toHaveCount(0)
  await page.getByLabel('E-mail address').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  expect(new URL(page.url()).origin).toBe(portal.url)
})

test('what another site asks for with the visitor’s cookie is forbidden, and nothing changes', async ({
  ownerPage,
  portal,
  complaints,
}) => {
  // The page from elsewhere says that its frame was blocked, as it should.
  complaints.expected(/frame-ancestors|chrome-error:/)
  // The same host at another port: another origin, to which the browser gives the portal's cookie all the same.
  const foreign = createServer((request, response) => {
    const form = `<form method="post" enctype="text/plain" action="${portal.url}${request.url}"><input name="x"></form>`
    const sandboxed = `${form}<script>document.forms[0].submit()</script>`.replaceAll('"', '&quot;')
    response.setHeader('content-type', 'text/html')
    response.end(
      request.headers['sec-fetch-dest'] === 'document' && !request.url?.startsWith('/sandbox')
        ? form
        : `<iframe sandbox="allow-scripts allow-forms" srcdoc="${sandboxed.replace('/sandbox', '')}"></iframe>`,
    )
  })
  await new Promise<void>((done) => foreign.listen(0, 'localhost', done))
  const { port } = foreign.address() as AddressInfo
  const asked = (path: string) =>
    ownerPage.waitForResponse(
      (answer) => answer.url() === portal.url + path && answer.request().method() === 'POST',
    )
  try {
    for (const path of ['/api/v1/keys/bulk', '/api/v1/me/second-factor', '/api/auth/signout']) {
      await ownerPage.goto(`http://localhost:${port}${path}`)
      const [answer] = await Promise.all([asked(path), ownerPage.evaluate(() => document.forms[0]?.submit())])
      const { origin, cookie } = await answer.request().allHeaders()
      expect(origin, path).toBe(`http://localhost:${port}`)
      expect(cookie, path).toContain('latchwork.session=')
      expect(answer.status(), path).toBe(403)
      await ownerPage.waitForURL(portal.url + path)
    }
    for (const path of ['/api/v1/keys/bulk', '/api/auth/signout']) {
      const [answer] = await Promise.all([
        asked(path),
        ownerPage.goto(`http://localhost:${port}/sandbox${path}`),
      ])
      expect((await answer.request().allHeaders()).origin, path).toBe('null')
      // The browser may keep the cookie back from a sandbox; then it is nobody who asks.
      expect([401, 403], path).toContain(answer.status())
    }
    await ownerPage.goto('/account')
    await expect(ownerPage.getByRole('heading', { name: 'Account' })).toBeVisible()
  } finally {
    foreign.close()
  }
})

/** Keeps a page from coming alive. @returns what lets it */
async function holdScripts(page: Page): Promise<() => Promise<void>> {
  const arrival = Promise.withResolvers<void>()
  await page.route('**/_next/static/**/*.js', async (route) => {
    await arrival.promise
    await route.continue()
  })
  return async () => {
    arrival.resolve()
    await page.waitForLoadState()
  }
}

/** As a person does who does not wait; an action of the runner would. */
async function typeEarly(page: Page, field: string, text: string): Promise<void> {
  await page.waitForFunction((selector) => document.querySelector(selector) !== null, field)
  await page.evaluate(
    ([selector, typed]) => {
      document.querySelector<HTMLInputElement>(selector)?.focus()
      document.execCommand('insertText', false, typed)
    },
    [field, text] as const,
  )
}
