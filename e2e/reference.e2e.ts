import type { Page } from 'playwright/test'
import { vendorGuides } from '#components/docs/guides/dialects/all.ts'
import { mounts } from '#lib/contracts/mounts.ts'
import { operations } from '#lib/contracts/operations.ts'
import { problemCodes } from '#lib/contracts/problem.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const answer = (page: Page) => page.getByRole('region', { name: 'What came back' })

test('an error points at a page that says how to fix it, and nobody has to sign in to read it', async ({
  page,
  portal,
}) => {
  const refused = await fetch(`${portal.url}/api/v1/keys`)
  const { type } = (await refused.json()) as { type: string }
  await page.goto(type)
  await expect(heading(page, 'Not signed in')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'How to fix it' })).toBeVisible()
  await expectAccessible(page, 'reference-error')
})

test('every operation, every error and every contract has a page', async ({ portal }) => {
  const paths = [
    ...operations.map(({ id }) => `/docs/operations/${id}`),
    ...problemCodes.map((code) => `/docs/errors/${code}`),
    ...vendorGuides.map(({ vendor }) => `/docs/dialects/${vendor}`),
    ...mounts.map((mount) => `/api/v1/dialects/${mount}/openapi.json`),
  ]
  const statuses: number[] = []
  const statusOf = async (path: string) => {
    const answer = await fetch(portal.url + path)
    await answer.arrayBuffer()
    return answer.status
  }
  // A few at a time: of all at once, the last one waits for every other.
  for (let at = 0; at < paths.length; at += 6)
    statuses.push(...(await Promise.all(paths.slice(at, at + 6).map(statusOf))))
  expect(paths.filter((_, index) => statuses[index] !== 200)).toEqual([])
  expect((await fetch(`${portal.url}/docs/errors/nothing`)).status).toBe(404)
  expect((await fetch(`${portal.url}/docs/operations/nothing`)).status).toBe(404)
  expect((await fetch(`${portal.url}/docs/dialects/nothing`)).status).toBe(404)
  expect((await fetch(`${portal.url}/api/v1/dialects/nothing/openapi.json`)).status).toBe(404)
})

test('a field is found by its name, by keyboard alone', async ({ page }) => {
  await page.goto('/docs')
  await expect(heading(page, 'Quick start')).toBeVisible()
  // Where notices come up is drawn by the browser alone, once the page hears the keyboard.
  await expect(page.getByRole('region', { name: /^Notifications/ })).toBeAttached()
  await page.keyboard.press('/')
  await page.keyboard.type('graceSeconds')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('link', { name: /Rotate a key’s secret/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Rotate a key’s secret')).toBeVisible()
  await expect(page.getByRole('list', { name: 'Body' })).toContainText('graceSeconds')
})

test('what a client of another service is refused with is found by its word', async ({ page, portal }) => {
  await page.goto('/docs')
  await page.getByRole('searchbox', { name: 'Search the reference' }).fill('keyLevelExceedsRoleLevel')
  await page.getByRole('link', { name: /FreeSewing/ }).click()
  await expect(heading(page, 'FreeSewing')).toBeVisible()
  await expect(page.getByRole('table', { name: /^Errors/ })).toContainText('keyLevelExceedsRoleLevel')
  const document = await page.getByRole('link', { name: 'OpenAPI of freesewing-live' }).getAttribute('href')
  expect(await (await fetch(portal.url + document)).json()).toMatchObject({
    servers: [{ url: `${portal.url}/api/compat/freesewing-live` }],
    paths: { '/apikeys/jwt': { post: { operationId: 'createKeyByToken' } } },
  })
})

test('the chosen language stays chosen from page to page', async ({ page }) => {
  await page.goto('/docs/operations/listKeys')
  await page.getByRole('tab', { name: 'Python' }).click()
  await expect(page.getByRole('group', { name: 'List keys, Python' })).toContainText('requests.get(')
  await page.getByRole('link', { name: /^Create a key/ }).click()
  await expect(page.getByRole('group', { name: 'Create a key, Python' })).toContainText('requests.post(')
})

test('a request is tried with a pasted key, which is kept nowhere', async ({ page, api }) => {
  const made = await api('POST', '/keys', { name: 'Tried in the reference' })
  const { secret, id } = made.body as { secret: string; id: string }
  await page.goto('/docs/operations/getOwnKey')
  await page.getByRole('tab', { name: 'Try it' }).click()
  await page.getByPlaceholder('Paste an API key or an access token').fill(secret)
  await page.getByRole('button', { name: 'Send request' }).click()
  await expect(answer(page)).toContainText('200')
  await expect(answer(page)).toContainText(id)
  await expectAccessible(page, 'reference-tried')

  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
  )
  expect(kept).not.toContain(secret)
  await page.reload()
  await page.getByRole('tab', { name: 'Try it' }).click()
  await expect(page.getByPlaceholder('Paste an API key or an access token')).toHaveValue('')
})

test('what changes something asks first, and what is shown once is shown when asked for', async ({
  ownerPage: page,
}) => {
  await page.goto('/docs/operations/createKey')
  await page.getByRole('tab', { name: 'Try it' }).click()
  await page.getByRole('textbox', { name: 'Body' }).fill('{ "name": "Made in the reference" ')
  await page.getByRole('button', { name: 'Send request' }).click()
  await expect(page.getByText('The body is not JSON yet.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Body' }).fill('{ "name": "Made in the reference" }')
  await page.getByRole('button', { name: 'Send request' }).click()
  const question = page.getByRole('alertdialog', { name: 'Create a key?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(answer(page)).toBeHidden()

  await page.getByRole('button', { name: 'Send request' }).click()
  await question.getByRole('button', { name: 'Send request' }).click()
  await expect(answer(page)).toContainText('201')
  await expect(answer(page)).toContainText('"secret": "••••••••"')
  await answer(page).getByRole('button', { name: 'Show what is shown once' }).click()
  await expect(answer(page)).toContainText(/"secret": "lw_[0-9A-Za-z]{49}"/)
})
