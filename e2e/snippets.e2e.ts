import { expect, test } from './fixtures.ts'

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
