import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { vendorGuides } from '#components/docs/guides/dialects/all.ts'
import { expect, test } from './fixtures.ts'

/** Runs a module as it was copied, and gives what it prints. */
async function run(code: string, environment: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', code],
    { env: { ...process.env, ...environment } },
  )
  return stdout
}

/** The names of the fields in what JSON is, at every depth, in their order. */
const fields = (text: string) => [...text.matchAll(/"(\w+)":/g)].map(([, name]) => name)

test('an example is copied as it runs, in curl, TypeScript and Python', async ({
  ownerPage: page,
  portal,
}) => {
  await page.goto('/docs/operations/getOwnKey')
  const copied = async (language: string) => {
    await page.getByRole('tab', { name: language }).click()
    await page.getByRole('tabpanel', { name: language }).getByRole('button', { name: 'Copy code' }).click()
    return page.evaluate(() => navigator.clipboard.readText())
  }
  expect(await copied('curl')).toBe(
    `curl ${portal.url}/api/v1/keys/me \\\n  -H "Authorization: Bearer $LATCHWORK_KEY"`,
  )
  expect(await copied('TypeScript')).toContain(`await fetch('${portal.url}/api/v1/keys/me'`)
  expect(await copied('Python')).toContain('requests.get(')
})

test('a refusal of a tried request leads to the page that says how to fix it', async ({
  ownerPage: page,
}) => {
  await page.goto('/docs/operations/createKey')
  await page.getByRole('tab', { name: 'Try it' }).click()
  await page.getByRole('textbox', { name: 'Body' }).fill('{"name": ""}')
  await page.getByRole('button', { name: 'Send request' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send request' }).click()
  await page.getByRole('link', { name: /how to fix it/ }).click()
  await expect(page).toHaveURL('/docs/errors/invalid')
})

test('the example of every other contract makes a key, as it is printed, and is answered as it is printed', async ({
  ownPortal: { portal, owner },
  openBrowser,
}) => {
  const session = await fetch(`${portal.url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: owner.email, password: owner.password }),
  })
  const { accessToken } = (await session.json()) as { accessToken: string }
  const page = await openBrowser({ permissions: ['clipboard-read', 'clipboard-write'] })
  for (const { vendor } of vendorGuides) {
    await page.goto(`${portal.url}/docs/dialects/${vendor}`)
    await page.getByRole('tab', { name: 'TypeScript' }).click()
    await page
      .getByRole('tabpanel', { name: 'TypeScript' })
      .getByRole('button', { name: 'Copy code' })
      .click()
    const code = await page.evaluate(() => navigator.clipboard.readText())
    const answer = await run(code, { LATCHWORK_TOKEN: accessToken })
    const printed = await page.getByRole('group', { name: 'What comes back' }).textContent()
    expect(fields(answer), vendor).toEqual(fields(printed ?? ''))
  }
})
