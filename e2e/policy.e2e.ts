import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { type Api, keysOf } from './made-keys.ts'

const day = 86_400_000

/** Signs somebody in and gives a way to ask as them. */
async function apiOf(url: string, { email, password }: { email: string; password: string }) {
  const send = async (method: string, path: string, body?: unknown, token?: string) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text ? JSON.parse(text) : undefined, headers: answer.headers }
  }
  const session = await send('POST', '/sessions', { email, password })
  if (session.status !== 201) throw new Error(`No session: ${session.status}`)
  const api: Api = (method, path, body) => send(method, path, body, session.body.accessToken)
  return { api, organizationId: session.body.organization.id as string }
}

async function signIn(
  page: import('playwright/test').Page,
  url: string,
  who: { email: string; password: string },
) {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('E-mail address').fill(who.email)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: /^Sign in/ }).click()
  await page.waitForURL(`${url}/`)
}

test('a policy is drafted, tried, put in force for a day to come, and withdrawn', async ({
  openBrowser,
  ownPortal: { portal, owner },
}) => {
  const { api } = await apiOf(portal.url, owner)
  const keys = keysOf(api)
  await keys.make({ name: 'Monthly ledger', expiresAt: null })
  const page = await openBrowser({ baseURL: portal.url })
  await signIn(page, portal.url, owner)
  await page.goto('/policy')
  await expect(page.getByText('A key lives as long as its maker says.')).toBeVisible()
  await expectAccessible(page, 'policy-off')

  await page.getByRole('button', { name: 'Edit Longest life' }).click()
  const rule = page.getByRole('dialog', { name: 'Longest life' })
  await rule.getByLabel('Bound how long a key lives').click()
  await rule.getByLabel('At most').fill('0')
  await rule.getByRole('button', { name: 'Save draft' }).click()
  await expect(rule.getByText('At least an hour')).toBeVisible()
  await rule.getByLabel('At most').fill('90')
  await rule.getByRole('button', { name: 'Save draft' }).click()
  await expect(rule).toBeHidden()
  await expect(page.getByText('A draft with 1 change, in force nowhere')).toBeVisible()

  await page.getByRole('button', { name: /would end earlier: show them/ }).click()
  const broken = page.getByRole('dialog', { name: 'Longest life' })
  await expect(broken.getByRole('link', { name: 'Monthly ledger' })).toBeVisible()
  await expectAccessible(page, 'policy-breaches')
  await broken.getByRole('button', { name: 'Close', exact: true }).last().click()

  await page.getByRole('button', { name: 'Edit Banned permissions' }).click()
  const banned = page.getByRole('dialog', { name: 'Banned permissions' })
  await banned.getByLabel('Find a permission').fill('billing')
  await banned.getByLabel('billing:write').check()
  await expect(banned.getByText('No key holds billing:write.')).toBeVisible()
  await expectAccessible(page, 'policy-banned')
  await banned.getByRole('button', { name: 'Save draft' }).click()
  await expect(banned).toBeHidden()

  await page.getByRole('button', { name: 'Enforce from…' }).click()
  const enforce = page.getByRole('alertdialog')
  await expect(enforce.getByText('1 key of 1 owner will end earlier.')).toBeVisible()
  await expectAccessible(page, 'policy-enforce')
  await enforce.getByRole('button', { name: 'Set the day' }).click()
  await expect(page.getByText('2 changes to come')).toBeVisible()
  await expect(page.getByText(/^Starts/).first()).toBeVisible()
  await expectAccessible(page, 'policy-to-come')
  // Until then keys are made as before.
  await keys.make({ name: 'Still for ever', expiresAt: null })

  await page.getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByText('Withdrawn: it is a draft again', { exact: true })).toBeVisible()
  await expect(page.getByText('A draft with 2 changes, in force nowhere')).toBeVisible()

  // Where a draft has grown since, what was to come is lost: that is asked.
  await page.getByRole('button', { name: 'Enforce from…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Set the day' }).click()
  await expect(page.getByText('2 changes to come')).toBeVisible()
  await page.getByRole('button', { name: 'Edit Longest life' }).click()
  await rule.getByLabel('At most').fill('')
  await rule.getByRole('button', { name: 'Save draft' }).click()
  await expect(rule.getByText('Say how long')).toBeVisible()
  await expect(rule.getByText(/A key ends within/)).toHaveCount(0)
  await rule.getByLabel('At most').fill('60')
  await expect(rule.getByText('A key ends within 60 days of its making.')).toBeVisible()
  await rule.getByRole('button', { name: 'Save draft' }).click()
  await expect(rule).toBeHidden()
  await expect(page.getByText('A draft with 1 change, in force nowhere')).toBeVisible()
  await page.getByRole('button', { name: 'Withdraw…' }).click()
  const taken = page.getByRole('alertdialog', { name: 'Withdraw what is to come?' })
  await expect(taken.getByText('A key ends within 90 days of its making.')).toBeVisible()
  await expectAccessible(page, 'policy-withdraw')
  await taken.getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByText('Withdrawn: your draft stays as it is', { exact: true })).toBeVisible()
  await expect(page.getByText('A draft with 2 changes, in force nowhere')).toBeVisible()

  await page.getByRole('button', { name: 'Discard…' }).click()
  const lost = page.getByRole('alertdialog', { name: 'Discard the draft?' })
  await expect(lost.getByText('A key ends within 60 days of its making.')).toBeVisible()
  await expectAccessible(page, 'policy-discard')
  await lost.getByRole('button', { name: 'Discard draft' }).click()
  await expect(page.getByText('The draft is discarded', { exact: true })).toBeVisible()
  await expect(page.getByText('A key lives as long as its maker says.')).toBeVisible()
})

test('what the policy asks is said where a key is made', async ({
  openBrowser,
  ownPortal: { portal, owner },
}) => {
  const { api, organizationId } = await apiOf(portal.url, owner)
  const rules = { maxLifetime: 30 * 86_400, requireAddresses: true, bannedPermissions: ['data:write'] }
  await api('PUT', `/policies/${organizationId}/draft`, rules)
  expect((await api('POST', `/policies/${organizationId}/enforce`, {})).status).toBe(200)
  const page = await openBrowser({ baseURL: portal.url })
  await signIn(page, portal.url, owner)
  await page.goto('/keys?create=1')
  const dialog = page.getByRole('dialog', { name: 'Create a key' })
  await dialog.getByLabel('Name', { exact: true }).fill('Held to it')
  await expect(dialog.getByRole('paragraph').filter({ hasText: /lets no key hold data:write/ })).toBeVisible()
  await dialog.getByRole('button', { name: /^Expiry/ }).click()
  await expect(dialog.getByText(/lets it work for 30 days at most/)).toBeVisible()
  await expect(dialog.getByLabel('It works for')).toHaveValue('30')
  await expectAccessible(page, 'policy-create')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await expect(dialog.getByText(/name at least one/).first()).toBeVisible()
  await dialog.getByLabel('Addresses').fill('203.0.113.0/24 ')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByRole('dialog', { name: /Held to it/ })).toBeVisible()
})

test('an approval is asked for with a key, and decided by somebody else', async ({
  openBrowser,
  ownPortal: { portal, owner },
}) => {
  const { api, organizationId } = await apiOf(portal.url, owner)
  await api('PUT', `/policies/${organizationId}/draft`, { approvalFor: ['billing:write'] })
  await api('POST', `/policies/${organizationId}/enforce`, {})
  const grace = { email: 'grace@example.com', password: 'another long passphrase' }
  const invited = await api('POST', '/invitations', { emails: [grace.email], role: 'MEMBER' })
  const { url } = (invited.body as { deliveries: { url: string }[] }).deliveries[0] ?? { url: '' }
  const member = await openBrowser({ baseURL: portal.url })
  await member.goto(url)
  await member.getByLabel('Your name').fill('Grace Okafor')
  await member.getByLabel('Password', { exact: true }).fill(grace.password)
  await member.getByRole('button', { name: 'Create account and join' }).click()
  await member.waitForURL(`${portal.url}/`)

  await member.goto('/keys?create=1')
  const dialog = member.getByRole('dialog', { name: 'Create a key' })
  await dialog.getByLabel('Name', { exact: true }).fill('Month-end report')
  await expect(dialog.getByText(/the key goes without until an owner or admin approves/)).toBeVisible()
  await dialog.getByRole('group', { name: 'Billing' }).getByLabel('Write').check()
  await expect(dialog.getByText('Needs an approval', { exact: true })).toBeVisible()
  await dialog.getByLabel(/What is it needed for/).fill('Pays out credit notes')
  await expectAccessible(member, 'approval-asked')
  // Read before it is asked for, answered after: what that answer says is not what is shown.
  const read = Promise.withResolvers<void>()
  const asked = member.waitForResponse(
    (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/approvals'),
  )
  await member.route('**/api/v1/approvals', async (route) => {
    await read.promise
    await route.continue()
  })
  await member.route(
    '**/api/v1/approvals?*',
    async (route) => {
      const answer = await route.fetch()
      read.resolve()
      await asked
      await route.fulfill({ response: answer })
    },
    { times: 1 },
  )
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await expect(member.getByText('An approval is asked for “Month-end report”', { exact: true })).toBeVisible()
  const reveal = member.getByRole('dialog', { name: 'Month-end report' })
  await expect(reveal.getByRole('status').filter({ hasText: 'billing:write' })).toBeVisible()

  const page = await openBrowser({ baseURL: portal.url })
  await signIn(page, portal.url, owner)
  await page.goto('/policy/approvals')
  await expect(page.getByText('asks for', { exact: true })).toBeVisible()
  await expect(page.getByText('“Pays out credit notes”')).toBeVisible()
  await expectAccessible(page, 'approvals')
  await page.getByRole('button', { name: 'Approve the request for Month-end report' }).click()
  await expect(page.getByRole('alertdialog').getByText('billing:write')).toBeVisible()
  await expectAccessible(page, 'approval-decide')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('Nothing waits for a decision')).toBeVisible()

  const found = await api('GET', `/keys?q=${encodeURIComponent('Month-end report')}`)
  const [key] = (found.body as { items: { permissions: string[] }[] }).items
  expect(key?.permissions).toContain('billing:write')
  await member.goto('/policy/approvals?view=over')
  await expect(member.getByText(/approved it/)).toBeVisible()

  // Where members make no keys, none is sent into a form that is refused.
  await api('PUT', `/policies/${organizationId}/draft`, { creators: 'admins' })
  expect((await api('POST', `/policies/${organizationId}/enforce`, {})).status).toBe(200)
  await member.goto('/keys')
  const barred = member.getByRole('button', { name: 'Create key' })
  await expect(barred).toHaveAccessibleDescription(/has owners and admins make keys: ask one of them/)
  await expect(barred).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(member, 'keys-barred')
  await member.goto('/keys?create=1')
  await expect(dialog.getByText(/has owners and admins make keys/)).toBeVisible()
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveCount(0)
})

test('a key that a policy brings in line is disabled by it, and its owner sets it right', async ({
  openBrowser,
  ownPortal: { portal, owner },
}) => {
  const { api, organizationId } = await apiOf(portal.url, owner)
  const keys = keysOf(api)
  const key = await keys.make({ name: 'From anywhere' })
  await api('PUT', `/policies/${organizationId}/draft`, { requireAddresses: true })
  await api('POST', `/policies/${organizationId}/enforce`, { from: new Date(Date.now() - day).toISOString() })
  // The job looks every minute.
  await expect
    .poll(async () => ((await api('GET', `/keys/${key.id}`)).body as { enabled: boolean }).enabled, {
      timeout: 100_000,
    })
    .toBe(false)
  expect((await api('PATCH', `/keys/${key.id}`, { enabled: true })).status).toBe(400)
  const page = await openBrowser({ baseURL: portal.url })
  await signIn(page, portal.url, owner)
  await page.goto(`/keys/${key.id}?tab=history`)
  await expect(page.getByText(/Policy of/).first()).toBeVisible()
  const right = { enabled: true, ipAllowlist: ['203.0.113.0/24'] }
  expect((await api('PATCH', `/keys/${key.id}`, right)).status).toBe(200)
})
