import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { vendorGuides } from '#components/docs/guides/dialects/all.ts'
import { fitsTheWidth, keepPicture, readByAxe, setTheme } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './made-keys.ts'

const app = join(import.meta.dirname, '..', 'app')

/** The address of every page there is, its parameters in brackets. */
const routes = readdirSync(app, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|\/)page\.tsx$/.test(path))
  .map((path) => relative(app, join(app, dirname(path))))
  .map(
    (path) =>
      `/${path
        .split('/')
        .filter((part) => part && !/^\(.*\)$/.test(part))
        .join('/')}`,
  )
  .sort()

/** Values for each parameter, every one of them looked at; a key is made where one is needed. */
const values: Readonly<Record<string, readonly string[]>> = {
  operationId: ['createKey'],
  code: ['forbidden'],
  vendor: vendorGuides.map(({ vendor }) => vendor),
  keyId: ['[keyId]'],
  serviceAccountId: ['[serviceAccountId]'],
  endpointId: ['[endpointId]'],
  projectId: ['[projectId]'],
}

/** A route with each value of its parameters; it has one at most. */
function addressesOf(route: string): string[] {
  const name = /\[(\w+)\]/.exec(route)?.[1]
  if (name === undefined) return [route]
  const known = values[name]
  if (!known) throw new Error(`Give a value for ${name}, so that ${route} can be looked at.`)
  return known.map((value) => route.replace(`[${name}]`, value))
}

/** Pages for who is not signed in. */
const nobodys = new Set(['/sign-in', '/setup', '/reveal', '/invite'])

test('there are pages to look at', () => {
  expect(routes).toContain('/keys/[keyId]')
  expect(routes.length).toBeGreaterThan(15)
})

for (const route of routes.flatMap(addressesOf)) {
  test(`${route}: axe finds nothing, light or dark, and 360 px are enough`, async ({
    page,
    ownerPage,
    keys,
    api,
  }) => {
    const key = route.includes('[keyId]') ? await keys.make({ name: 'Looked at' }) : null
    const account = route.includes('[serviceAccountId]')
      ? ((await api('POST', '/service-accounts', { name: uniqueName('Looked at') })).body as { id: string })
      : null
    const endpoint = route.includes('[endpointId]')
      ? ((await api('POST', '/webhooks', { url: 'https://hooks.example.com/' })).body as { id: string })
      : null
    const project = route.includes('[projectId]')
      ? ((await api('POST', '/projects', { name: uniqueName('Looked at') })).body as { id: string })
      : null
    const address = route
      .replace('[keyId]', key?.id ?? '')
      .replace('[serviceAccountId]', account?.id ?? '')
      .replace('[endpointId]', endpoint?.id ?? '')
      .replace('[projectId]', project?.id ?? '')
    const viewer = nobodys.has(route) ? page : ownerPage
    const refusals: string[] = []
    viewer.on('response', (answer) => {
      if (answer.status() >= 400) refusals.push(`${answer.status()} ${answer.url()}`)
    })
    expect((await viewer.goto(address))?.status()).toBe(200)
    await expect(viewer.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(viewer.locator('[aria-busy="true"]')).toHaveCount(0)
    for (const colorScheme of ['light', 'dark'] as const) {
      await setTheme(viewer, colorScheme)
      await keepPicture(viewer, `page${route.replaceAll('/', '-')}-wide-${colorScheme}`)
      await readByAxe(viewer, colorScheme)
    }
    await viewer.setViewportSize({ width: 360, height: 740 })
    await fitsTheWidth(viewer, 'at 360 px')
    await keepPicture(viewer, `page${route.replaceAll('/', '-')}-phone-dark`)
    expect(refusals, 'what it asked for and was refused').toEqual([])
  })
}

test('an address that leads nowhere says so, and leads back', async ({ ownerPage: page, complaints }) => {
  complaints.expected(/status of 404/)
  expect((await page.goto('/no/such/place'))?.status()).toBe(404)
  await readByAxe(page, 'light')
  await page.getByRole('main').getByRole('link').first().click()
  await expect(page).toHaveURL('/')
})

test('what opens over a page is as accessible as the page', async ({ ownerPage: page, keys }) => {
  const key = await keys.make({ name: 'Opened' })
  await page.goto('/keys')
  await page.getByRole('button', { name: 'Status', exact: true }).click()
  await readByAxe(page, 'a filter’s menu')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Owner', exact: true }).click()
  await expect(page.getByRole('option').first()).toBeVisible()
  await readByAxe(page, 'a filter’s list')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Organization:/ }).click()
  await readByAxe(page, 'the switcher')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Account:/ }).click()
  await readByAxe(page, 'the user’s menu')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await readByAxe(page, 'the list of shortcuts')
  await page.keyboard.press('Escape')
  await page.goto(`/keys/${key.id}`)
  await page.getByRole('button', { name: 'More for Opened' }).click()
  await page.getByRole('menuitem', { name: 'Transfer' }).click()
  await page.getByRole('combobox', { name: 'New owner' }).click()
  await expect(page.getByRole('option').first()).toBeVisible()
  await readByAxe(page, 'the choice of an owner')
  await page.goto('/projects')
  await page.getByRole('button', { name: 'New project' }).click()
  await readByAxe(page, 'a new project')
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto('/keys')
  await page.getByRole('button', { name: 'Menu', exact: true }).click()
  await readByAxe(page, 'the drawer of a phone')
})

test('who asked for less motion gets none', async ({ openBrowser, ownerState }) => {
  const page = await openBrowser({ storageState: ownerState, reducedMotion: 'reduce' })
  await page.goto('/keys?create=1')
  await expect(page.getByRole('dialog', { name: 'Create a key' })).toBeVisible()
  const longest = await page.evaluate(() => {
    const seconds = (text: string) => Math.max(...text.split(',').map(Number.parseFloat))
    return Math.max(
      ...[...document.querySelectorAll('*')].map((element) => {
        const { animationDuration, transitionDuration } = getComputedStyle(element)
        return Math.max(seconds(animationDuration), seconds(transitionDuration))
      }),
    )
  })
  expect(longest).toBeLessThan(0.011)
})
