import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { signedIn } from './steps.ts'

test('an empty portal leads to a first key that works, then shows how the keys stand', async ({
  ownPortal,
  openBrowser,
}) => {
  const { portal, owner } = ownPortal
  const page = await signedIn(await openBrowser({ baseURL: portal.url }), owner)

  const welcome = page.getByRole('heading', { name: 'Your first key, in two minutes' })
  await test.step('first: make a key', async () => {
    await expect(welcome).toBeVisible()
    await expectAccessible(page, 'overview-first-run')
    await page.getByRole('main').getByRole('listitem').getByRole('link', { name: 'Create key' }).click()
    const dialog = page.getByRole('dialog', { name: 'Create a key' })
    await dialog.getByLabel('Name', { exact: true }).fill('First')
    await dialog.getByRole('button', { name: 'Create key' }).click()
  })

  const secret = await test.step('its secret is copied', async () => {
    const reveal = page.getByRole('dialog', { name: 'First' })
    await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
    await reveal.getByRole('button', { name: 'Done' }).click()
    return page.evaluate(() => navigator.clipboard.readText())
  })

  await test.step('then: call with it, which is noticed by itself', async () => {
    await page.getByRole('link', { name: 'Overview' }).click()
    await expect(page.getByText('Waiting for the first call')).toBeVisible()
    await expectAccessible(page, 'overview-first-call')
    const answer = await fetch(`${portal.url}/api/v1/keys/me`, {
      headers: { authorization: `Bearer ${secret}` },
    })
    expect(answer.status).toBe(200)
    await expect(welcome).toBeHidden({ timeout: 20_000 })
    await expect(page.getByRole('link', { name: /^Never used/ })).toContainText('0')
  })

  await test.step('each count leads to as many keys', async () => {
    const made = await page.evaluate(async () => {
      const post = async (body: object) =>
        (
          await fetch('/api/v1/keys', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
        ).status
      return [
        await post({ name: 'Soon over', expiresIn: 3600 }),
        await post({ name: 'For ever', expiresAt: null }),
      ]
    })
    expect(made).toEqual([201, 201])
    await page.reload()
    await expect(page.getByRole('link', { name: /^Never used/ })).toContainText('2')
    await expectAccessible(page, 'overview')
    await page.getByRole('link', { name: /^Expire in 7 days/ }).click()
    await expect(page.locator('[data-key-row]')).toHaveCount(1)
    await expect(page.getByRole('link', { name: 'Soon over' })).toBeVisible()
    await page.goBack()
    await page.getByRole('link', { name: /^Never used/ }).click()
    await expect(page.locator('[data-key-row]')).toHaveCount(2)
  })

  await test.step('usage counts what happened, as a chart and as a table', async () => {
    await page.goto('/usage?span=24h')
    await expect(page.getByRole('definition').first()).toContainText('1')
    await expectAccessible(page, 'usage')
    await page.getByText('Table', { exact: true }).click()
    await expect(page.getByRole('columnheader', { name: 'Valid' })).toBeVisible()
    await expect(page).toHaveURL(/view=table/)
    await expectAccessible(page, 'usage-table')
  })

  await test.step('and by key, where each is named beside its colour', async () => {
    await page.goto('/usage?span=24h')
    const split = page.getByRole('group', { name: 'Split by' })
    await split.getByRole('radio', { name: 'Outcome' }).focus()
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('list', { name: 'Projects' }).getByRole('listitem')).toHaveCount(1)
    await expect(page).toHaveURL(/split=project/)
    await split.getByRole('radio', { name: 'Key', exact: true }).check()
    await expect(page.getByRole('list', { name: 'Keys' }).getByRole('listitem')).toContainText('First')
    await expect(page.getByRole('figure', { name: /^Verifications by key/ })).toBeVisible()
    await expectAccessible(page, 'usage-by-key')
  })
})
