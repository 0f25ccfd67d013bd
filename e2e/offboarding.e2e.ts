import type { Locator, Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { type Api, uniqueName } from './made-keys.ts'
import { signedIn } from './steps.ts'

const password = 'a harbour full of lanterns'

interface Colleague {
  id: string
  name: string
  email: string
}

/** Invites somebody and has them join, all through the contract. */
async function colleague(api: Api, portal: { url: string }, who: string): Promise<Colleague> {
  const name = uniqueName(who)
  const email = `${name.toLowerCase().replace(' ', '.')}@example.com`
  const invited = await api('POST', '/invitations', { emails: [email], role: 'MEMBER' })
  const { deliveries } = invited.body as { deliveries: { url: string }[] }
  const token = new URL(deliveries[0]?.url ?? '').hash.slice(1)
  const joined = await fetch(`${portal.url}/api/v1/invitations/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name, password }),
  })
  expect(joined.status).toBe(201)
  const members = await api('GET', `/members?q=${encodeURIComponent(email)}`)
  const { items } = members.body as { items: { id: string }[] }
  return { id: items[0]?.id ?? '', name, email }
}

/** Opens a combobox, looks for somebody, and chooses them. */
async function pick(page: Page, box: Locator, name: string): Promise<void> {
  await box.click()
  await page.getByPlaceholder('Search', { exact: true }).fill(name)
  await page.getByRole('option', { name: new RegExp(name) }).click()
}

const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })

test('a member is removed: each key goes its own way, nothing is left behind, and their browser is out at once', async ({
  ownerPage: page,
  openBrowser,
  portal,
  api,
  keys,
  complaints,
}) => {
  const [mia, max] = [await colleague(api, portal, 'Mia'), await colleague(api, portal, 'Max')]
  const used = await keys.make({ name: uniqueName('Checkout'), ownerId: mia.id })
  const kept = await keys.make({ name: uniqueName('Reports'), ownerId: mia.id })
  const ended = await keys.make({ name: uniqueName('Old script'), ownerId: mia.id })
  const robot = uniqueName('Nightly')
  const account = await api('POST', '/service-accounts', { name: robot, responsibleId: mia.id })
  expect(account.status).toBe(201)
  for (let call = 0; call < 3; call += 1)
    expect(await keys.verify(used.secret)).toMatchObject({ valid: true })

  const hers = await openBrowser()
  await test.step('she is signed in, and sees her keys', async () => {
    await signedIn(hers, { email: mia.email, password }, '/keys')
    await expect(hers.locator('[data-key-row]')).toHaveCount(3)
  })

  const dialog = page.getByRole('dialog', { name: `Remove ${mia.name}` })
  await test.step('the wizard shows what each key does, and offers what is sensible', async () => {
    await expect
      .poll(async () => ((await api('GET', `/members/${mia.id}/removal`)).body as { calls: number }).calls)
      .toBe(3)
    await page.goto('/members')
    await row(page, mia.email).hover()
    await page.getByRole('button', { name: `Actions for ${mia.name}` }).click()
    await page.getByRole('menuitem', { name: 'Remove…' }).click()
    await expect(dialog.getByText('1 key in use')).toBeVisible()
    await expect(dialog.getByText('3 calls in the last 7 days')).toBeVisible()
    await expect(dialog.getByText('2 keys idle')).toBeVisible()
    await expect(dialog.getByLabel('What becomes of the keys in use')).toHaveValue('transfer')
    await expect(dialog.getByLabel('What becomes of the idle keys')).toHaveValue('revoke')
    await expect(dialog.getByRole('listitem').filter({ hasText: used.name })).toContainText(
      '3 calls in 7 days',
    )
    await expectAccessible(page, 'remove-member-keys')
  })

  await test.step('one key goes to a colleague, one to a new service account, one is revoked', async () => {
    await pick(page, dialog.getByLabel('Who gets the keys in use'), max.name)
    await dialog.getByLabel(`What becomes of ${kept.name}`).selectOption('convert')
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await expect(dialog.getByRole('alert').getByText('Name the new service account.')).toBeVisible()
    const name = dialog.getByRole('textbox', { name: 'New service account', exact: true })
    await expect(name).toBeFocused()
    await expect(name).toHaveAttribute('aria-invalid', 'true')
    // A slip loses nothing of what was chosen.
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Keep editing' }).click()
    await name.fill(robot)
    await dialog.getByRole('button', { name: 'Continue' }).click()
  })

  await test.step('somebody else answers for her service account', async () => {
    await expect(dialog.getByText(robot)).toBeVisible()
    await pick(page, dialog.getByLabel('Who answers for them'), max.name)
    await expectAccessible(page, 'remove-member-accounts')
    await dialog.getByRole('button', { name: 'Continue' }).click()
  })

  await test.step('all that will happen is said before it does', async () => {
    for (const text of [
      `1 key goes to ${max.name}.`,
      `1 key goes to the new service account “${robot}”.`,
      '1 key is revoked for good.',
      `1 service account is answered for by ${max.name}.`,
    ])
      await expect(dialog.getByText(text)).toBeVisible()
    await expectAccessible(page, 'remove-member-confirm')
    await dialog.getByRole('button', { name: `Remove ${mia.name}` }).click()
    await expect(dialog.getByRole('alert').getByText(`Type ${mia.email} to confirm.`)).toBeVisible()
    await dialog.getByLabel(/to confirm/).fill(mia.email.toUpperCase())
    await dialog.getByLabel(/^Why the keys are revoked/).fill('Left the company')
    // The name is another's: one is taken back to it, and nothing has happened.
    await dialog.getByRole('button', { name: `Remove ${mia.name}` }).click()
    await expect(dialog.getByRole('alert').getByText(/has this name/)).toBeVisible()
    const name = dialog.getByRole('textbox', { name: 'New service account', exact: true })
    await expect(name).toBeFocused()
    await name.fill('Reporting')
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await expect(dialog.getByText('1 key goes to the new service account “Reporting”.')).toBeVisible()
    await dialog.getByRole('button', { name: `Remove ${mia.name}` }).click()
    const done = page.getByRole('dialog', { name: `${mia.name} is removed` })
    await expect(done.getByText('1 key revoked')).toBeVisible()
    await expect(done.getByText(/Refused everywhere/)).toBeVisible()
    await expect(done.getByRole('link', { name: kept.name })).toHaveAttribute('href', `/keys/${kept.id}`)
    await expect(done.getByRole('link', { name: 'All keys of Reporting' })).toBeVisible()
    await expectAccessible(page, 'remove-member-done')
    await done.getByRole('button', { name: 'Done' }).click()
    await expect(row(page, mia.email)).toHaveCount(0)
  })

  await test.step('her browser is signed out at its next request', async () => {
    complaints.expected(/status of 401/)
    const isOut = () => hers.waitForURL((url) => url.pathname === '/sign-in')
    // That of the click, or one that the page makes by itself twice a minute: then there is nothing left to click.
    await Promise.race([
      hers.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click(),
      isOut(),
    ])
    await isOut()
    await expect(hers.getByText('Your session has ended.')).toBeVisible()
    await expectAccessible(hers, 'sign-in-session-ended')
  })

  await test.step('each key does what was chosen, at the gate', async () => {
    expect(await keys.verify(used.secret)).toMatchObject({
      valid: true,
      key: { owner: { type: 'user', id: max.id, name: max.name } },
    })
    expect(await keys.verify(kept.secret)).toMatchObject({
      valid: true,
      key: { owner: { type: 'service_account', name: 'Reporting' } },
    })
    expect(await keys.verify(ended.secret)).toMatchObject({ valid: false, code: 'REVOKED' })
    const revoked = await api('GET', `/keys/${ended.id}`)
    expect(revoked.body).toMatchObject({ status: 'revoked', revokedReason: 'Left the company' })
    const { id } = account.body as { id: string }
    expect((await api('GET', `/service-accounts/${id}`)).body).toMatchObject({ responsible: { id: max.id } })
  })
})

test('the only owner is told what stands in the way of leaving, before anything is asked', async ({
  ownPortal,
  openBrowser,
}) => {
  const { portal, owner } = ownPortal
  const page = await openBrowser({ baseURL: portal.url })
  await signedIn(page, owner, '/keys?create=1&name=Mine')
  await page.getByRole('dialog', { name: 'Create a key' }).getByRole('button', { name: 'Create key' }).click()
  const reveal = page.getByRole('dialog', { name: 'Mine' })
  await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
  await reveal.getByRole('button', { name: 'Done' }).click()
  await page.goto('/members')
  await page.getByRole('row', { name: new RegExp(owner.email) }).hover()
  await page.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Leave the organization…' }).click()
  await expect(page.getByText('You are the only owner')).toBeVisible()
  await page.getByRole('button', { name: 'Close' }).last().click()
})
