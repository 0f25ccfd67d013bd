import { expect, test } from './fixtures.ts'

test('signing out everywhere ends what another browser shows, at its next step', async ({
  ownPortal: { portal, owner },
  openBrowser,
}) => {
  const [desk, phone] = await Promise.all(
    [1, 2].map(async () => {
      const page = await openBrowser({ baseURL: portal.url })
      await page.goto('/sign-in?callbackUrl=/account')
      await page.getByLabel('E-mail address').fill(owner.email)
      await page.getByLabel('Password', { exact: true }).fill(owner.password)
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { level: 1, name: 'Account' })).toBeVisible()
      return page
    }),
  )
  if (!desk || !phone) throw new Error('Two browsers were asked for.')
  const token = await fetch(`${portal.url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: owner.email, password: owner.password }),
  }).then((answer) => answer.json())
  const asScript = async () => {
    const headers = { authorization: `Bearer ${token.accessToken}` }
    return (await fetch(`${portal.url}/api/v1/me`, { headers })).status
  }
  expect(await asScript()).toBe(200)

  await desk.reload()
  await desk.getByRole('button', { name: 'Sign out everywhere' }).click()
  const question = desk.getByRole('alertdialog', { name: 'Sign out everywhere?' })
  await expect(question).toContainText('All 3 sessions end at once, this one included')
  await question.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(desk).toHaveURL(/\/sign-in/)
  expect(await asScript(), 'the script’s token').toBe(401)
  // Its click, or the look at the inbox that the page makes by itself: then there is nothing left to click.
  await Promise.race([
    phone.getByRole('link', { name: 'Keys' }).click(),
    phone.waitForURL((url) => url.pathname === '/sign-in'),
  ])
  await expect(phone).toHaveURL(/\/sign-in/)
  await expect(phone.getByText('Your session has ended.')).toBeVisible()
  await phone.goBack()
  await expect(phone, 'going back shows nothing either').toHaveURL(/\/sign-in/)
})
