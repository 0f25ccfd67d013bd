import type { Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './made-keys.ts'

/** Everything that a page can keep for later, as one text. */
async function everythingStored(page: Page): Promise<string> {
  const cookies = JSON.stringify(await page.context().cookies())
  const kept = await page.evaluate(async () => {
    const databases = await Promise.all(
      (await indexedDB.databases()).map(
        ({ name = '' }) =>
          new Promise<unknown>((done, fail) => {
            const open = indexedDB.open(name)
            open.onerror = () => fail(open.error)
            open.onsuccess = async () => {
              const stores = [...open.result.objectStoreNames]
              if (stores.length === 0) return done([])
              const reading = open.result.transaction(stores)
              const all = stores.map(
                (store) =>
                  new Promise((read) => {
                    const request = reading.objectStore(store).getAll()
                    request.onsuccess = () => read(request.result)
                  }),
              )
              done(await Promise.all(all))
            }
          }),
      ),
    )
    const caches_ = await Promise.all(
      (await caches.keys()).map(async (name) => {
        const cache = await caches.open(name)
        const answers = await cache.matchAll()
        return Promise.all(answers.map((answer) => answer.text()))
      }),
    )
    const workers = await navigator.serviceWorker.getRegistrations()
    return JSON.stringify({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases,
      caches_,
      workers: workers.length,
      cookie: document.cookie,
      name: window.name,
      state: history.state,
      address: location.href,
      referrer: document.referrer,
      timings: performance.getEntries().map((entry) => entry.name),
    })
  })
  return cookies + kept
}

/** The document as it is, with what fields hold, which its text does not show. */
async function everythingShown(page: Page): Promise<string> {
  const fields = await page.evaluate(() =>
    [...document.querySelectorAll('input, textarea')]
      .map((field) => (field as HTMLInputElement).value)
      .join('\n'),
  )
  return (await page.content()) + fields
}

test('after the reveal the secret is in no answer, document, history entry or storage', async ({
  ownerPage: page,
  portal,
  keys,
}) => {
  const bodies: { url: string; body: Promise<string> }[] = []
  page.context().on('response', (response) => {
    if (response.status() >= 300 && response.status() < 400) return
    // A page that is left takes its bodies along.
    bodies.push({ url: response.url(), body: response.text().catch(() => '') })
  })
  const name = uniqueName('Canary')
  await page.goto(`/keys?create=1&name=${encodeURIComponent(name)}`)
  const [created] = await Promise.all([
    page.waitForResponse(
      (response) => response.request().method() === 'POST' && /\/keys$/.test(response.url()),
    ),
    page.getByRole('button', { name: 'Create key' }).last().click(),
  ])
  const { id, secret, mask } = (await created.json()) as { id: string; secret: string; mask: string }
  expect(created.headers()['cache-control']).toBe('no-store')
  expect((await keys.verify(secret)).valid, 'it is the secret').toBe(true)

  const reveal = page.getByRole('dialog', { name })
  await reveal.getByRole('button', { name: 'Show' }).click()
  await expect(reveal.getByText(secret)).toBeVisible()
  await reveal.getByRole('button', { name: 'Copy', exact: true }).click()
  await reveal.getByRole('button', { name: 'Done' }).click()
  await expect(reveal).toBeHidden()
  const revealed = bodies.length

  const clean = async (where: string) => {
    expect(await everythingShown(page), `the document, ${where}`).not.toContain(secret)
    expect(await everythingStored(page), `what is stored, ${where}`).not.toContain(secret)
  }
  await clean('right after')
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('main').getByText(mask).first()).toBeVisible()
  for (const tab of ['Access', 'Secrets', 'Refusals', 'History', 'Usage']) {
    await page.getByRole('tab', { name: tab }).click()
    await expect(page.getByRole('tabpanel', { name: tab }).locator('[aria-busy="true"]')).toHaveCount(0)
  }
  await clean('on its page')
  await page.reload()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await clean('after a reload')

  const entries = await page.evaluate(() => history.length)
  for (let entry = 1; entry < entries; entry++) {
    if ((await page.goBack()) === null && page.url() === 'about:blank') break
    if (!page.url().startsWith(portal.url)) break
    await expect(page.getByRole('main')).toBeVisible()
    await clean(`${entry} entries back`)
    await expect(page.getByText('This is the only time the secret is shown.')).toHaveCount(0)
  }

  await page.goto('/')
  await page.goto(`/keys/${id}?tab=secrets`)
  await expect(page.getByRole('heading', { name: 'Its secret' })).toBeVisible()
  const direct = await page.context().request.get(`/api/v1/keys/${id}`)
  expect(await direct.text()).not.toContain(secret)
  const replay = await page.context().request.post('/api/v1/keys', {
    headers: { ...(await created.request().allHeaders()), origin: portal.url },
    data: created.request().postDataJSON(),
  })
  expect(await replay.json(), 'the same request again carries no secret').toMatchObject({ id, secret: null })

  const later = bodies.slice(revealed)
  expect(later.length).toBeGreaterThan(10)
  for (const { url, body } of later) expect(await body, url).not.toContain(secret)
  expect(portal.output(), 'what the server says').not.toContain(secret)
})
