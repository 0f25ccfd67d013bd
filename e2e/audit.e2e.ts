import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Page } from 'playwright/test'
import { findCluster } from '#lib/db/cluster/join.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

/** Runs `npm run audit` without anything of the portal’s. */
function audit(...args: string[]): Promise<{ status: number; said: string }> {
  const script = join(import.meta.dirname, '..', 'scripts', 'audit.ts')
  const env = { NODE_ENV: 'production', PATH: process.env.PATH } as const
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, said: `${stdout}${stderr}` }),
    )
  })
}

const events = (page: Page) => page.getByRole('table', { name: 'Events' }).getByRole('row')

/** The file behind a choice of a menu. */
async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name, exact: true }).first().click(),
  ])
  const path = join(import.meta.dirname, 'artifacts', download.suggestedFilename())
  await download.saveAs(path)
  return path
}

test('an owner finds who changed a key, from what to what, and narrows the log to it', async ({
  ownerPage: page,
  keys,
  api,
}) => {
  const key = await keys.make({ name: 'Told of' })
  await api('PATCH', `/keys/${key.id}`, { name: 'Told of anew', metadata: { team: 'payments' } })
  await page.goto('/audit')
  await expect(page.getByRole('button', { name: 'Changed a key' }).first()).toBeVisible()
  await expectAccessible(page, 'audit')

  await page.getByRole('button', { name: 'Changed a key' }).first().click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByRole('deletion').filter({ hasText: 'Told of' })).toBeVisible()
  await expect(panel.getByRole('insertion').filter({ hasText: 'Told of anew' })).toBeVisible()
  await expect(panel.getByText('Its place in the chain')).toBeVisible()
  await expectAccessible(page, 'audit-event')

  await panel.getByRole('button', { name: 'Only about it' }).click()
  await expect(panel).toBeHidden()
  await expect(page).toHaveURL(new RegExp(`target=${key.id}`))
  // Its creation and its change, under the head of the table.
  await expect(events(page)).toHaveCount(3)
  await page.reload()
  await expect(events(page)).toHaveCount(3)
  await expect(page.getByRole('button', { name: /^Target: Told of/ })).toBeVisible()
  await page.getByRole('link', { name: 'Told of anew' }).first().click()
  await expect(page).toHaveURL(new RegExp(`/keys/${key.id}$`))
})

test('filters are in the address, and where nothing matches the way back is offered', async ({
  ownerPage: page,
  keys,
}) => {
  await keys.make({ name: 'Filtered' })
  await page.goto('/audit')
  await page.getByRole('button', { name: 'Action', exact: true }).click()
  await page.getByPlaceholder('Search').fill('key.create')
  await page.getByRole('option', { name: /Created a key/ }).click()
  await expect(page).toHaveURL(/action=key\.create/)
  await expect(page.getByRole('button', { name: 'Action: created a key' })).toBeVisible()
  await page.getByRole('button', { name: 'Address' }).click()
  await page.getByLabel('From an address or a network').fill('300.1.1.1')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByText('Expected an address or a range')).toBeVisible()
  await page.getByLabel('From an address or a network').fill('192.0.2.0/24')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByText('No events match')).toBeVisible()
  await expectAccessible(page, 'audit-no-match')
  await page.getByRole('button', { name: 'Clear filters' }).last().click()
  await expect(page).toHaveURL(/\/audit$/)
  await expect(events(page).nth(1)).toBeVisible()
})

test('what happens comes in at the top of a log that is followed, and moves nothing that is read', async ({
  ownerPage: page,
  keys,
}) => {
  await page.goto('/audit')
  await expect(events(page).nth(1)).toBeVisible()
  await page.getByRole('button', { name: 'Live', exact: true }).click()
  const made = await keys.make({ name: `Came in ${Date.now()}` })
  await expect(events(page).nth(1)).toContainText(made.name, { timeout: 15_000 })

  // Now somebody reads: the rows stay, and the newest wait.
  await events(page).nth(2).hover()
  const later = await keys.make({ name: `Waits ${Date.now()}` })
  const waiting = page.getByRole('button', { name: /^\d+ new events?$/ })
  await expect(waiting).toBeVisible({ timeout: 15_000 })
  await expect(events(page).nth(1)).toContainText(made.name)
  await waiting.click()
  await expect(events(page).nth(1)).toContainText(later.name)
})

test('the log is exported, and the files are verified with nothing but themselves and a checkpoint', async ({
  ownerPage: page,
  keys,
}) => {
  await keys.make({ name: '=cmd|calc' })
  await page.goto('/audit')
  await page.getByRole('button', { name: 'Verify chain' }).click()
  const dialog = page.getByRole('dialog', { name: 'Verify the chain' })
  await expect(dialog.getByText('The log is whole')).toBeVisible()
  await expectAccessible(page, 'audit-verified')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download a checkpoint' }).click(),
  ])
  const kept = join(import.meta.dirname, 'artifacts', download.suggestedFilename())
  await download.saveAs(kept)
  await dialog.getByRole('button', { name: 'Done' }).click()

  for (const format of ['NDJSON', 'CSV']) {
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const path = await saved(page, format)
    const { status, said } = await audit('verify', path, '--checkpoint', kept)
    expect(said).toMatch(/^Whole: [\d,]+ events/)
    expect(said).toContain('by the checkpoint of')
    expect(status).toBe(0)
    if (format === 'CSV') expect(await readFile(path, 'utf8')).toContain(`,'=cmd|calc,`)
  }

  await page.goto('/audit?action=key.')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(page.getByText('A part of the log cannot be verified by itself.')).toBeVisible()
  const [part] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'NDJSON' }).nth(1).click(),
  ])
  expect(part.suggestedFilename()).toContain('-narrowed.ndjson')
  const refused = await audit('verify', await part.path())
  expect(refused.said).toContain('narrowed')
  expect(refused.status).toBe(2)
})

test('a log that somebody altered behind the portal’s back is told to be broken, and where', async ({
  ownPortal,
  openBrowser,
}) => {
  const { portal, owner } = ownPortal
  const page = await openBrowser({ baseURL: portal.url })
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page).not.toHaveURL(/sign-in/)

  const client = new Client({ connectionString: (await findCluster(portal.home))?.url })
  await client.connect()
  // As whoever owns the tables can, with the trigger aside that keeps everybody else from it.
  await client.query(`alter table audit_event disable trigger user`)
  await client.query(`update audit_event set actor_name = 'Nobody' where seq = 2`)
  await client.query(`alter table audit_event enable trigger user`)
  await client.end()

  await page.goto('/audit')
  await page.getByRole('button', { name: 'Verify chain' }).click()
  const dialog = page.getByRole('dialog', { name: 'Verify the chain' })
  await expect(dialog.getByText('The log is not what was written')).toBeVisible()
  await expect(dialog.getByText('Event 2 is not what was written')).toBeVisible()
  await expectAccessible(page, 'audit-broken')
})
