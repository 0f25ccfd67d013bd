import type { Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'

declare global {
  interface Window {
    injected?: string
  }
}

/** Each would set `injected` if any of it were ever taken for code; a field has room for the longest of them. */
const payloads = [
  '<img src=x onerror="window.injected=1">',
  '"><script>window.injected=1</script>',
  '\'"`><svg/onload=window.injected=1>',
  'javascript:window.injected=1//{{7*7}}',
] as const
const all = payloads.join(' ').slice(0, 99)

async function nothingRan(page: Page, where: string): Promise<void> {
  await expect(page.locator('[aria-busy="true"]'), where).toHaveCount(0)
  expect(await page.evaluate(() => window.injected), where).toBeUndefined()
  expect(
    await page.locator('img[src="x"], svg[onload], script:not([src]):text("injected")').count(),
    where,
  ).toBe(0)
}

test('no text that anybody entered is ever run, nor tried to', async ({
  ownerPage: page,
  keys,
  api,
  owner,
}) => {
  const [image, script, vector, address] = payloads
  const key = await keys.make({
    name: all,
    description: payloads.join('\n'),
    metadata: { image, script, vector, address },
    permissions: ['data:read'],
  })
  await keys.make({ name: image })
  const asked = { permissions: 'billing:write', userAgent: payloads.join(' ') }
  await keys.verify(key.secret, asked)
  const rotated = await keys.rotate(key.id, 3600)
  await keys.verify(key.secret, { userAgent: script })
  await keys.change(key.id, { description: vector })
  await api('POST', '/projects', { name: script })
  const { body: me } = await api('GET', '/me')
  const { organization, user } = me as { organization: { id: string }; user: { name: string } }
  await api('PATCH', `/organizations/${organization.id}`, { name: script })
  await api('PATCH', '/me', { name: vector })

  const places = [
    '/',
    '/keys',
    '/usage',
    '/account',
    '/projects',
    '/settings',
    ...['usage', 'access', 'secrets', 'refusals', 'history'].map((tab) => `/keys/${key.id}?tab=${tab}`),
    `/keys?q=${encodeURIComponent(image)}`,
    `/keys?create=1&name=${encodeURIComponent(script)}&description=${encodeURIComponent(vector)}&expires=${encodeURIComponent(script)}`,
    `/keys?owner=${encodeURIComponent(script)}&permission=${encodeURIComponent(image)}&sort=${encodeURIComponent(vector)}`,
    `/sign-in?callbackUrl=${encodeURIComponent('javascript:window.injected=1')}&error=${encodeURIComponent(image)}`,
  ]
  for (const place of places) {
    await page.goto(place)
    await expect(page.getByRole('heading').first()).toBeVisible()
    await nothingRan(page, place)
  }

  await page.goto('/keys')
  // The page hears the keyboard once it is alive, and its rows are there only then.
  await expect(page.locator('[data-key-row]').first()).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('onerror')
  await expect(page.getByRole('option', { name: /onerror/ }).first()).toBeVisible()
  await nothingRan(page, 'the command menu')
  await page.keyboard.press('Escape')

  await page.goto(`/keys/${key.id}`)
  await page.getByRole('button', { name: 'Revoke', exact: true }).first().click()
  await page.getByLabel('Reason').fill(image)
  await page.getByLabel(/to confirm$/).fill(all.trim())
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText(image).first()).toBeVisible()
  await nothingRan(page, 'a reason')
  expect(rotated.id).toBe(key.id)

  await api('PATCH', '/me', { name: user.name })
  await api('PATCH', `/organizations/${organization.id}`, { name: owner.organization })
})

test('signing in leads nowhere but back into the portal', async ({ page, owner, portal }) => {
  await page.goto(`/sign-in?callbackUrl=${encodeURIComponent('//example.com/keys')}`)
  await page.getByLabel('E-mail address').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  expect(new URL(page.url()).origin).toBe(portal.url)
})
