import type { Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { type Api, type Keys, type MadeKey, uniqueName } from './made-keys.ts'
import { reloadUntil } from './steps.ts'

const table = (page: Page) => page.getByRole('table', { name: 'Keys' })
const rowOf = (page: Page, name: string) => table(page).getByRole('row', { name: new RegExp(name) })
const names = (page: Page) => table(page).getByRole('link').allInnerTexts()
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search name, owner, start of key' })

const days = (count: number) => count * 86_400

/** A project of its own with a handful of keys, looked at: Atlas works, Borealis never did, Cygnus ends soon, Draco is off. */
async function openListOfFour(page: Page, api: Api, keys: Keys): Promise<Record<string, MadeKey>> {
  const project = uniqueName('Constellations')
  const { body } = await api('POST', '/projects', { name: project })
  const { id: projectId } = body as { id: string }
  const atlas = await keys.make({ name: 'Atlas', projectId, permissions: ['data:read'] })
  const borealis = await keys.make({ name: 'Borealis', projectId, expiresIn: days(300) })
  const cygnus = await keys.make({ name: 'Cygnus', projectId, expiresIn: days(3) })
  const draco = await keys.make({ name: 'Draco', projectId, permissions: ['files:read'] })
  await keys.change(draco.id, { enabled: false })
  await keys.verify(atlas.secret)
  await page.goto('/keys')
  await page.getByRole('button', { name: /^Project:/ }).click()
  await page.getByRole('menuitemradio', { name: project }).click()
  await expect(table(page).locator(`a[href="/keys/${draco.id}"]`)).toBeVisible()
  expect(await names(page)).toEqual(['Draco', 'Cygnus', 'Borealis', 'Atlas'])
  return { atlas, borealis, cygnus, draco }
}

test.afterEach('the project is the first again', async ({ ownerPage: page, api, portal }) => {
  const { body } = await api('GET', '/me')
  const { id: organizationId } = (body as { organization: { id: string } }).organization
  const answer = await page.context().request.put('/api/v1/me/context', {
    headers: { origin: portal.url },
    data: { organizationId },
  })
  expect(answer.status()).toBe(200)
})

test('each row shows one status, whose tooltip says what to do, and how much the key is used', async ({
  ownerPage: page,
  api,
  keys,
}) => {
  const { atlas } = await openListOfFour(page, api, keys)
  await expect(rowOf(page, 'Cygnus').getByText('Expires soon')).toBeVisible()
  await expect(rowOf(page, 'Borealis').getByText('Never used')).toBeVisible()
  const disabled = rowOf(page, 'Draco').getByRole('button', { name: /^Disabled/ })
  await disabled.hover()
  await expect(page.getByRole('tooltip')).toContainText('Refused until somebody enables it again.')
  // What was verified is written within a second; the page itself may take longer where much else runs.
  await reloadUntil(page, async () => {
    await expect(rowOf(page, 'Atlas')).toBeVisible()
    await expect(rowOf(page, 'Atlas').getByText('Active')).toBeVisible({ timeout: 1_000 })
  })
  await expect(rowOf(page, 'Atlas').getByText(atlas?.mask ?? '')).toBeVisible()
  await rowOf(page, 'Atlas')
    .getByRole('button', { name: /^Usage of Atlas/ })
    .focus()
  await expect(page.getByRole('tooltip')).toContainText('Valid1')
})

test('the menu of a row does everything to it', async ({ ownerPage: page, api, keys }) => {
  const { draco } = await openListOfFour(page, api, keys)
  await rowOf(page, 'Draco').hover()
  await page.getByRole('button', { name: 'Actions for Draco' }).click()
  const items = page.getByRole('menuitem')
  await expect(items).toHaveText(['Edit', 'Enable', 'Rotate', 'Transfer', 'Copy id', 'Revoke'])
  await expectAccessible(page, 'key-list-row-menu')
  await page.getByRole('menuitem', { name: 'Copy id' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(draco?.id)
  await page.getByRole('button', { name: 'Actions for Draco' }).click()
  await page.getByRole('menuitem', { name: 'Enable' }).click()
  await expect(rowOf(page, 'Draco').getByText('Never used')).toBeVisible()
})

test('the keyboard walks the list, selects, opens, searches and commands', async ({
  ownerPage: page,
  api,
  keys,
}) => {
  const { cygnus } = await openListOfFour(page, api, keys)
  await page.keyboard.press('j')
  await expect(page.getByRole('link', { name: 'Draco' })).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await expect(page.getByRole('link', { name: 'Cygnus' })).toBeFocused()
  await page.keyboard.press('x')
  await expect(page.getByRole('checkbox', { name: 'Select Cygnus' })).toBeChecked()
  await page.keyboard.press('x')
  await expect(page.getByRole('checkbox', { name: 'Select Cygnus' })).not.toBeChecked()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/keys/${cygnus?.id}`)

  // Between the two lies a second at most, which a machine that is held up may miss.
  await expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('k')
    await expect(page).toHaveURL('/keys', { timeout: 5_000 })
  }).toPass()
  await page.keyboard.press('/')
  await expect(search(page)).toBeFocused()
  await page.keyboard.press('Escape')

  await page.keyboard.press('ControlOrMeta+k')
  const commands = page.getByRole('dialog', { name: 'Commands' })
  // By the start of the secret, as one finds it in a log.
  await page.keyboard.type(cygnus?.mask.split('…')[0] ?? '')
  await expect(commands.getByRole('option')).toContainText([/^Cygnus/])
  await expectAccessible(page, 'key-list-commands')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Cygnus' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('disable')
  await page.keyboard.press('Enter')
  await page
    .getByRole('alertdialog', { name: 'Disable “Cygnus”?' })
    .getByRole('button', { name: 'Disable key' })
    .press('Enter')
  await expect(page.getByRole('main').getByText('Disabled', { exact: true }).first()).toBeVisible()
  // Escape closes what opened last: the notice has to be there before the dialog, not come over it.
  await expect(page.getByText('“Cygnus” is disabled').first()).toBeVisible()

  await page.keyboard.press('c')
  const making = page.getByRole('dialog', { name: 'Create a key' })
  // It listens once its first field has the focus.
  await expect(making.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(making).toBeHidden()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Select the key')
})

test('an empty project says how to make the first key', async ({ ownerPage: page, api }) => {
  const project = uniqueName('Empty')
  await api('POST', '/projects', { name: project })
  await page.goto('/keys')
  await page.getByRole('button', { name: /^Project:/ }).click()
  await page.getByRole('menuitemradio', { name: project }).click()
  await expect(page.getByRole('heading', { name: 'Create the first key' })).toBeVisible()
  await expectAccessible(page, 'key-list-empty')
})
