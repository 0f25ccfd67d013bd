import type { Role } from '#lib/contracts/roles.ts'
import { expectAccessible, readByAxe } from './accessible.ts'
import { expect, type OwnedPortal, test } from './fixtures.ts'
import { type Api, keysOf } from './made-keys.ts'
import { signedIn } from './steps.ts'

/* The catalogue is everybody's: each test has a portal of its own. */

/** As long as a name may be: it is cut where there is no room, and pushes nothing out. */
const longName = `Ledger import ${'W'.repeat(86)}`

/** Calls the contract of a test's own portal, as its owner. */
async function apiOf({ portal, owner }: OwnedPortal): Promise<Api> {
  const call = async (method: string, path: string, body?: unknown, token?: string) => {
    const answer = await fetch(`${portal.url}/api/v1${path}`, {
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
  const session = await call('POST', '/sessions', { email: owner.email, password: owner.password })
  return (method, path, body) => call(method, path, body, session.body.accessToken)
}

test('an owner makes a permission, gives it to keys by a role, and takes it away again', async ({
  ownPortal,
  openBrowser,
}) => {
  const { portal, owner } = ownPortal
  const api = await apiOf(ownPortal)
  const keys = keysOf(api)
  const key = await keys.make({ name: longName, role: 'reader' })
  const verdict = async () => (await keys.verify(key.secret, { permissions: 'invoices:write' })).code
  expect(await verdict()).toBe('INSUFFICIENT_PERMISSIONS')

  const page = await signedIn(await openBrowser({ baseURL: portal.url }), owner, '/permissions')
  await expect(page.getByRole('table', { name: 'Permissions of your API' })).toBeVisible()
  await expectAccessible(page, 'permissions')
  await page.getByRole('button', { name: 'New permission' }).click()
  const making = page.getByRole('dialog', { name: 'New permission' })
  await making.getByLabel('Name').fill('api_key:export')
  await making.getByRole('button', { name: 'Create permission' }).click()
  await expect(making.getByText('choose another word before the colon')).toBeVisible()
  await making.getByLabel('Name').fill('invoices:write')
  await making.getByLabel('What it allows').fill('Draw up invoices')
  await expectAccessible(page, 'permission-new')
  await making.getByRole('button', { name: 'Create permission' }).click()
  await expect(making).toBeHidden()
  await expect(page.getByRole('button', { name: 'invoices:write', exact: true })).toBeVisible()

  await page.getByRole('link', { name: 'Roles' }).click()
  await expect(page).toHaveURL('/permissions/roles')
  await expect(page.getByRole('table', { name: 'Roles' })).toBeVisible()
  await expectAccessible(page, 'roles')
  await page.getByRole('button', { name: 'reader', exact: true }).click()
  const editing = page.getByRole('dialog', { name: 'Edit “reader”' })
  const save = editing.getByRole('button', { name: 'Save changes' })
  await editing.getByRole('group', { name: 'Invoices' }).getByRole('radio', { name: 'Write' }).check()
  await expect(editing.getByText('1 key gains invoices:write')).toBeVisible()
  const changes = editing.getByRole('list', { name: 'Keys that change' })
  await expect(changes.getByRole('listitem')).toHaveCount(1)
  await expect(changes).toContainText('Ledger import')
  await save.click()
  await expect(editing.getByText('Say that this key may do more')).toBeVisible()
  const consent = editing.getByRole('checkbox', { name: 'Let this key do more' })
  await expect(consent, 'where it is asked for').toBeFocused()
  await expectAccessible(page, 'role-widens')
  expect(await verdict()).toBe('INSUFFICIENT_PERMISSIONS')
  await consent.check()
  await save.click()
  await expect(editing).toBeHidden()
  await expect(page.getByText('“reader” is changed', { exact: true })).toBeVisible()
  expect(await verdict()).toBe('VALID')

  await page.getByRole('button', { name: 'reader', exact: true }).click()
  await editing.getByRole('group', { name: 'Invoices' }).getByRole('radio', { name: 'None' }).check()
  await expect(editing.getByText('1 key loses invoices:write')).toBeVisible()
  await save.click()
  await expect(editing).toBeHidden()
  expect(await verdict()).toBe('INSUFFICIENT_PERMISSIONS')
})

test('a permission is deleted by who has seen which keys hold it, and no key holds it from then on', async ({
  ownPortal,
  openBrowser,
}) => {
  const { portal, owner } = ownPortal
  const api = await apiOf(ownPortal)
  const keys = keysOf(api)
  await api('POST', '/permissions', { name: 'invoices:write', description: 'Draw up invoices' })
  const key = await keys.make({ name: longName, permissions: ['invoices:write'] })
  const verdict = async () => (await keys.verify(key.secret, { permissions: 'invoices:write' })).code
  expect(await verdict()).toBe('VALID')
  const page = await signedIn(await openBrowser({ baseURL: portal.url }), owner, '/permissions')
  await page.getByRole('searchbox', { name: 'Search permissions' }).fill('invoices:')
  await expect(page).toHaveURL(/q=invoices/)
  await page.getByRole('button', { name: 'invoices:write', exact: true }).click()
  const use = page.getByRole('dialog', { name: 'invoices:write' })
  await expect(use.getByText('1 key holds it, each by name')).toBeVisible()
  await expectAccessible(page, 'permission-use')
  await use.getByRole('button', { name: 'Delete' }).click()
  const deleting = page.getByRole('alertdialog', { name: 'Delete “invoices:write”?' })
  await expect(deleting.getByRole('list', { name: /Keys that hold/ })).toContainText('Ledger import')
  await expectAccessible(page, 'permission-delete')
  await deleting.getByLabel('Type invoices:write to confirm').fill('invoices:write')
  await deleting.getByRole('button', { name: 'Delete permission' }).click()
  await expect(deleting).toBeHidden()
  await expect(page.getByText('“invoices:write” is deleted', { exact: true })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'No permissions match' })).toBeVisible()
  expect(await verdict()).toBe('INSUFFICIENT_PERMISSIONS')
})

test('a permission moves on the ladder by keyboard, in one act, once it is said who gains it', async ({
  ownPortal,
  openBrowser,
}) => {
  const { portal, owner } = ownPortal
  const api = await apiOf(ownPortal)
  const keys = keysOf(api)
  const key = await keys.make({ name: 'Second level', level: 2 })
  const verdict = async () => (await keys.verify(key.secret, { permissions: 'data:write' })).code
  const page = await signedIn(await openBrowser({ baseURL: portal.url }), owner, '/permissions/levels')
  const rung = (level: number) => page.getByRole('list', { name: `What level ${level} adds` })
  const chip = page.getByRole('button', { name: 'data:write', exact: true })
  await expect(rung(3).getByRole('button', { name: 'data:write' })).toBeVisible()
  await expectAccessible(page, 'levels')

  await chip.focus()
  await page.keyboard.press('Alt+ArrowDown')
  const moving = page.getByRole('dialog', { name: 'Move on the ladder' })
  await expect(moving.getByText('1 key gains data:write')).toBeVisible()
  await moving.getByRole('button', { name: 'Move it' }).click()
  await expect(moving.getByText('Say that this key may do more')).toBeVisible()
  await expectAccessible(page, 'level-move')
  await expect(moving.getByRole('checkbox', { name: 'Let this key do more' })).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(moving).toBeHidden()
  await expect(rung(2).getByRole('button', { name: 'data:write' })).toBeFocused()
  await expect(rung(3)).toHaveCount(0)
  expect(await verdict()).toBe('VALID')

  // What is changed after that takes the focus to itself.
  await page.getByRole('button', { name: /^Edit 2/ }).click()
  const editing = page.getByRole('dialog', { name: /^Edit level 2/ })
  await editing.getByLabel('Name', { exact: true }).fill('Writes')
  await editing.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('button', { name: 'Edit 2: Writes' })).toBeFocused()

  await chip.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: /^Up to 3/ })).toBeVisible()
  await readByAxe(page, 'the menu of a permission on the ladder')
  await page.getByRole('menuitem', { name: 'Take off the ladder' }).press('Enter')
  const leaving = page.getByRole('dialog', { name: 'Take off the ladder' })
  await expect(leaving.getByText('1 key loses data:write')).toBeVisible()
  await leaving.getByRole('button', { name: 'Take it off' }).press('Enter')
  await expect(leaving).toBeHidden()
  await expect(page.getByRole('list', { name: 'Permissions on no rung' })).toContainText('data:write')
  expect(await verdict()).toBe('INSUFFICIENT_PERMISSIONS')
})

test('an edit that came late shows what changed meanwhile, and goes on top of it; a deleted role asks what its keys get', async ({
  ownPortal,
  openBrowser,
  complaints,
}) => {
  complaints.expected(/status of 412/)
  const { portal, owner } = ownPortal
  const api = await apiOf(ownPortal)
  const key = await keysOf(api).make({ name: 'Nightly report', role: 'reader' })
  const page = await signedIn(await openBrowser({ baseURL: portal.url }), owner, '/permissions/roles')
  await page.getByRole('button', { name: 'reader', exact: true }).click()
  const editing = page.getByRole('dialog', { name: 'Edit “reader”' })
  await editing.getByRole('group', { name: 'Billing' }).getByRole('radio', { name: 'None' }).check()
  await expect(editing.getByText('1 key loses billing:read')).toBeVisible()

  const { items } = (await api('GET', '/roles')).body as { items: Role[] }
  const reader = items.find((role) => role.name === 'reader')
  if (!reader) throw new Error('No reader')
  const without = reader.permissions.filter((name) => name !== 'users:read')
  await api('PATCH', `/roles/${reader.id}`, { permissions: without, description: 'Reads most of it' })

  await editing.getByRole('button', { name: 'Save changes' }).click()
  await expect(editing.getByText('The role was changed meanwhile')).toBeInViewport()
  await expect(editing.getByRole('alert')).toContainText('users:read')
  await expect(editing.getByRole('alert')).toContainText('Reads most of it')
  await expectAccessible(page, 'role-conflict')
  await editing.getByRole('button', { name: 'Save my changes on top' }).click()
  await expect(editing).toBeHidden()
  const after = (await api('GET', `/roles/${reader.id}`)).body as Role
  expect(after.description).toBe('Reads most of it')
  expect(after.permissions).toEqual(without.filter((name) => name !== 'billing:read'))

  await page.getByRole('button', { name: 'Actions for reader' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Who has it' }).press('Enter')
  const having = page.getByRole('dialog', { name: 'reader' })
  await expect(having.getByRole('list', { name: 'Keys with the role reader' })).toContainText(
    'Nightly report',
  )
  await expectAccessible(page, 'role-keys')
  await having.getByRole('button', { name: 'Close' }).last().click()

  await page.getByRole('button', { name: 'Actions for reader' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
  const deleting = page.getByRole('alertdialog', { name: 'Delete “reader”?' })
  await expect(deleting.getByText(/1 key has this role/)).toBeVisible()
  await deleting.getByRole('button', { name: 'Delete role' }).click()
  await expect(deleting.getByText('Say what its keys get instead.')).toBeVisible()
  await deleting.getByLabel('It gets').selectOption({ label: 'The role gateway' })
  await expect(deleting.getByText(/1 key gains something, 1 loses something/)).toBeVisible()
  await deleting.getByRole('checkbox', { name: 'Let this key do more' }).check()
  await expectAccessible(page, 'role-delete')
  await deleting.getByRole('button', { name: 'Delete role' }).click()
  await expect(deleting).toBeHidden()
  await expect(page.getByRole('button', { name: 'reader', exact: true })).toHaveCount(0)
  expect((await api('GET', `/keys/${key.id}`)).body).toMatchObject({
    role: { name: 'gateway' },
    effectivePermissions: ['api_key:verify'],
  })
})
