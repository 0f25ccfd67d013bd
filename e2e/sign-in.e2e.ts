import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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
}) => {
  // The same host at another port: another origin, to which the browser gives the portal's cookie all the same.
  const foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<form method="post" enctype="text/plain" action="${portal.url}/api/v1/me"><input name="x"></form>
      <iframe sandbox="allow-scripts allow-forms" srcdoc='<form method="post" action="${portal.url}/api/v1/keys/bulk"></form><script>document.forms[0].submit()</script>'></iframe>`)
  })
  await new Promise<void>((done) => foreign.listen(0, 'localhost', done))
  try {
    const { port } = foreign.address() as AddressInfo
    const answers = new Map<string, { status: number; origin: string | undefined }>()
    ownerPage.on('response', async (answer) => {
      const request = answer.request()
      if (request.method() === 'GET' || !answer.url().startsWith(portal.url)) return
      const { origin } = await request.allHeaders()
      answers.set(new URL(answer.url()).pathname, { status: answer.status(), origin })
    })
    await ownerPage.goto(`http://localhost:${port}/`)
    await expect.poll(() => answers.get('/api/v1/keys/bulk')?.origin).toBe('null')
    expect([401, 403]).toContain(answers.get('/api/v1/keys/bulk')?.status)

    await ownerPage.evaluate(async (url) => {
      const ask = (path: string, body: string) =>
        // The answer is kept from the page (Cross-Origin-Resource-Policy), which is as it should be.
        fetch(`${url}${path}`, { method: 'POST', mode: 'no-cors', credentials: 'include', body }).catch(
          () => {},
        )
      await ask('/api/v1/keys/bulk', '{}')
      await ask('/api/auth/signout', 'json=true')
    }, portal.url)
    for (const path of ['/api/v1/keys/bulk', '/api/auth/signout'])
      await expect.poll(() => answers.get(path)).toEqual({ status: 403, origin: `http://localhost:${port}` })

    await ownerPage.evaluate(() => document.forms[0]?.submit())
    await expect.poll(() => answers.get('/api/v1/me')?.status).toBeGreaterThanOrEqual(403)

    await ownerPage.goto('/account')
    await expect(ownerPage.getByRole('heading', { name: 'Account' })).toBeVisible()
  } finally {
    foreign.close()
  }
})
