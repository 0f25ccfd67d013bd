import type { Locator, Page } from 'playwright/test'
import { expectAccessible, readByAxe } from './accessible.ts'
import { expect, type OwnedPortal, test } from './fixtures.ts'
import { signedIn } from './steps.ts'

const password = 'a harbour full of lanterns'

/** Visits a link as a click in a message would: a page load of its own. */
async function visit(page: Page, link: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(link)
}

/** The owner of a portal of this test's own, signed in. */
async function ownerOf({ portal, owner }: OwnedPortal, open: (options: object) => Promise<Page>) {
  const page = await open({ baseURL: portal.url, permissions: ['clipboard-read', 'clipboard-write'] })
  return signedIn(page, owner)
}

const row = (page: Page, name: string | RegExp) => page.getByRole('row', { name })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

/** Chooses from the menu of a row. */
async function choose(page: Page, at: Locator, action: string): Promise<void> {
  await at.hover()
  await at.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

/** Invites in the browser, and gives the link that is shown. */
async function invite(page: Page, how: { email?: string; role: string }): Promise<string> {
  await page.getByRole('button', { name: 'Invite', exact: true }).first().click()
  const dialog = page.getByRole('dialog')
  if (how.email) await dialog.getByLabel('E-mail addresses').fill(`${how.email} `)
  else await dialog.getByText('With a link').click()
  await dialog.getByRole('radio', { name: how.role, exact: true }).check()
  // No mail server is set: nothing is sent, and the button says so.
  await dialog.getByRole('button', { name: how.email ? 'Create invitation' : 'Create link' }).click()
  if (how.email) await expect(dialog.getByText(/nothing was mailed\. Hand this link on\./)).toBeVisible()
  const link = await dialog.getByLabel(/^(Link for|Invitation link)/).textContent()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toBeHidden()
  return link ?? ''
}

test('people are invited, join, are given other roles, and hand the organization on', async ({
  ownPortal,
  openBrowser,
}) => {
  const { portal, owner } = ownPortal
  const page = await ownerOf(ownPortal, openBrowser)

  await test.step('the last owner can neither leave nor stop being one, and is told why', async () => {
    await page.goto('/members')
    await expect(row(page, owner.email)).toContainText('Owner')
    await choose(page, row(page, owner.email), 'Leave the organization…')
    const dialog = page.getByRole('alertdialog', { name: `Leave ${owner.organization}?` })
    await dialog.getByRole('textbox').fill(owner.organization)
    await dialog.getByRole('button', { name: 'Leave' }).click()
    await expect(dialog.getByText(/only owner/)).toBeVisible()
    await readByAxe(page, 'leaving refused')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await choose(page, row(page, owner.email), 'Change role and projects…')
    await page.getByRole('radio', { name: 'Admin', exact: true }).check()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect(page.getByText('This is the only owner of the organization.')).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
  })

  const guest = await openBrowser({ baseURL: portal.url })
  await test.step('with a link, somebody without an account makes one, and lands in the portal with its role', async () => {
    await page.getByRole('tab', { name: 'Invitations' }).click()
    await expect(page).toHaveURL(/tab=invitations/)
    await expect(page.getByText('Nobody is invited')).toBeVisible()
    await expectAccessible(page, 'invitations-none')
    const link = await invite(page, { role: 'Viewer' })
    expect(link).toMatch(/\/invite#inv_[\w-]{43}$/)

    const request = guest.context().request
    const answer = await request.get(link)
    const html = await answer.text()
    expect(html).toMatch(/<meta name="robots" content="noindex, nofollow[^"]*"/)
    expect(html).toContain('<meta name="referrer" content="no-referrer"')
    expect(html).not.toContain(owner.organization)

    await visit(guest, link)
    await expect(heading(guest, `Join ${owner.organization}`)).toBeVisible()
    expect(guest.url()).toBe(`${portal.url}/invite`)
    await expectAccessible(guest, 'invite-join')
    await guest.getByRole('button', { name: 'Create account and join' }).click()
    await expect(guest.getByText('Enter your name')).toBeVisible()
    await guest.getByLabel('Your name').fill('Grace Hopper')
    await guest.getByLabel('E-mail address').fill('grace@example.com')
    await guest.getByLabel('Password', { exact: true }).fill(password)
    await guest.getByRole('button', { name: 'Create account and join' }).click()
    await guest.waitForURL(`${portal.url}/`)
    await guest.goto('/members')
    await expect(row(guest, /grace@example.com/)).toContainText('Viewer')
    // A viewer invites nobody, and sees of others neither keys nor when they were here.
    await expect(guest.getByRole('button', { name: 'Invite' })).toHaveCount(0)
    await expect(guest.getByRole('columnheader', { name: 'Seen' })).toHaveCount(0)
    // Where there is nothing for them, nothing is offered: neither what needs the log nor another try.
    await guest.goto('/audit')
    await expect(guest.getByRole('heading', { name: 'Not allowed' })).toBeVisible()
    for (const name of [/^Live/, 'Export', 'Verify chain', 'Action', 'Try again'])
      await expect(guest.getByRole('main').getByRole('button', { name })).toHaveCount(0)
    await readByAxe(guest, 'the audit log of somebody who may not read it')

    await visit(guest, link)
    await expect(heading(guest, 'This link opens nothing')).toBeVisible()
    await readByAxe(guest, 'an invitation that was used')
    await page.reload()
    await expect(row(page, 'Anyone with the link')).toContainText('Accepted by Grace Hopper')
  })

  await test.step('sent again, the old link is dead; withdrawn, the new one is', async () => {
    const old = await invite(page, { email: 'hedy@example.com', role: 'Member' })
    const pending = row(page, /hedy@example.com/)
    await expect(pending).toContainText('Pending')
    await expectAccessible(page, 'invitations')
    await choose(page, pending, 'Send again…')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('The new link works for').selectOption('1')
    await dialog.getByRole('button', { name: 'Send again' }).click()
    const fresh = (await dialog.getByLabel('Link for hedy@example.com').textContent()) ?? ''
    await expectAccessible(page, 'invitation-resent')
    await dialog.getByRole('button', { name: 'Done' }).click()

    const other = await openBrowser({ baseURL: portal.url })
    await visit(other, old)
    await expect(heading(other, 'This link opens nothing')).toBeVisible()
    await visit(other, fresh)
    await expect(other.getByLabel('E-mail address')).toHaveValue('hedy@example.com')
    await expect(other.getByLabel('E-mail address')).not.toBeEditable()
    await choose(page, pending, 'Withdraw…')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
    await expect(pending).toContainText('Withdrawn')
    await other.getByLabel('Your name').fill('Hedy Lamarr')
    await other.getByLabel('Password', { exact: true }).fill(password)
    await other.getByRole('button', { name: 'Create account and join' }).click()
    await expect(other.getByText('There is nothing here that you may see.')).toBeVisible()
  })

  await test.step('a role is changed, and counts at once in a session that is open', async () => {
    await page.getByRole('tab', { name: 'Members' }).click()
    await choose(page, row(page, /grace@example.com/), 'Change role and projects…')
    await expect(page.getByRole('radio', { name: 'Viewer', exact: true })).toBeChecked()
    await page.getByRole('radio', { name: 'Only these', exact: true }).check()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect(page.getByText('Choose at least one project')).toBeVisible()
    await expectAccessible(page, 'member-edit')
    await page.getByRole('radio', { name: 'Admin', exact: true }).check()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect(row(page, /grace@example.com/)).toContainText('Admin')
    await guest.goto('/members')
    await expect(guest.getByRole('button', { name: 'Invite' })).toBeVisible()
    await expectAccessible(page, 'members')
    // Nobody touches who is above them.
    await row(guest, owner.email).hover()
    await expect(row(guest, owner.email).getByRole('button')).toHaveCount(0)
    await page.getByRole('button', { name: 'Role' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Viewer' }).click()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/role=VIEWER/)
    await expect(page.getByText('No members match')).toBeVisible()
    await page.getByRole('button', { name: 'Clear search and filters' }).click()
  })

  await test.step('the owner hands the organization on, once the password was given again', async () => {
    await choose(page, row(page, /grace@example.com/), 'Transfer ownership…')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Your password', { exact: true }).fill('not this')
    await dialog.getByRole('button', { name: 'Transfer ownership' }).click()
    await expect(dialog.getByText('This is not your password.')).toBeVisible()
    await expectAccessible(page, 'transfer')
    await dialog.getByLabel('Your password', { exact: true }).fill(owner.password)
    await dialog.getByRole('button', { name: 'Transfer ownership' }).click()
    await expect(row(page, /grace@example.com/)).toContainText('Owner')
    await expect(row(page, owner.email)).toContainText('Admin')
  })

  await test.step('whoever is the only owner no more may leave, and is signed out', async () => {
    await guest.reload()
    await choose(guest, row(guest, owner.email), 'Change role and projects…')
    await guest.getByRole('radio', { name: 'Member', exact: true }).check()
    await guest.getByRole('button', { name: 'Save changes' }).click()
    await expect(row(guest, owner.email)).toContainText('Member')
    await page.reload()
    await choose(page, row(page, owner.email), 'Leave the organization…')
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel(/to confirm/).fill(owner.organization)
    await expectAccessible(page, 'leave')
    await dialog.getByRole('button', { name: 'Leave' }).click()
    await page.waitForURL(/\/sign-in/)
    await page.getByLabel('E-mail address').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await page.keyboard.press('Enter')
    await expect(page.getByText('Your account belongs to no organization.')).toBeVisible()
  })

  await test.step('and comes back with an invitation to the account that is there', async () => {
    await guest.getByRole('tab', { name: 'Invitations' }).click()
    const link = await invite(guest, { email: owner.email, role: 'Member' })
    await visit(page, link)
    await expect(page.getByText('There is an account with your address.')).toBeVisible()
    await expectAccessible(page, 'invite-account')
    await page.getByLabel('Password', { exact: true }).fill('not this one')
    await page.getByRole('button', { name: 'Sign in and join' }).click()
    await expect(page.getByText('This is not the password of the account with that address.')).toBeVisible()
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await page.getByRole('button', { name: 'Sign in and join' }).click()
    await page.waitForURL(`${portal.url}/`)
    await page.goto('/members')
    await expect(row(page, owner.email)).toContainText('Member')
  })

  await test.step('a member who follows a link for whoever has it is told so, and goes on into the organization', async () => {
    const link = await invite(guest, { role: 'Viewer' })
    await visit(page, link)
    await page.getByRole('button', { name: `Join ${owner.organization}` }).click()
    await expect(page.getByText(`You are a member of ${owner.organization} already.`)).toBeVisible()
    await expectAccessible(page, 'invite-member-already')
    await page.getByRole('button', { name: `Open ${owner.organization}` }).click()
    await page.waitForURL(`${portal.url}/`)
    await page.goto('/members')
    await expect(row(page, owner.email)).toContainText('Member')
  })

  await test.step('signed in as somebody else, one is told so, signs out and goes on with the same link', async () => {
    const link = await invite(guest, { email: 'katherine@example.com', role: 'Member' })
    await visit(page, link)
    await expect(page.getByText('You are signed in as somebody else')).toBeVisible()
    await expectAccessible(page, 'invite-other')
    await page.getByRole('button', { name: 'Sign out and go on' }).click()
    await expect(page.getByLabel('E-mail address')).toHaveValue('katherine@example.com')
    await expect(page.getByLabel('Your name')).toBeVisible()
  })
})
