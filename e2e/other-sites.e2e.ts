import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright/test'
import { test as base, expect } from './fixtures.ts'

interface Elsewhere {
  /** Opens a page of another site that holds this. */
  open: (page: Page, html: string) => Promise<void>
}

const test = base.extend<{ elsewhere: Elsewhere }>({
  elsewhere: async ({ browserName: _ }, use) => {
    let html = ''
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(`<!doctype html><title>Elsewhere</title>${html}`)
    })
    await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
    // Another port of the same host: another origin of the same site, to which cookies do go.
    const { port } = server.address() as AddressInfo
    await use({
      open: async (page, content) => {
        html = content
        await page.goto(`http://localhost:${port}/`)
      },
    })
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  },
})

const countOf = async (api: (method: string, path: string) => Promise<{ body: unknown }>) => {
  const { body } = await api('GET', '/keys/summary')
  return (body as { total: number }).total
}

test('a script of another origin can neither change nor read anything', async ({
  ownerPage: page,
  elsewhere,
  portal,
  api,
  complaints,
}) => {
  complaints.expected(/blocked by CORS|ERR_FAILED|ERR_BLOCKED_BY_RESPONSE/)
  const before = await countOf(api)
  await elsewhere.open(page, '')
  const tried = await page.evaluate(async (url) => {
    const body = JSON.stringify({ name: 'forged' })
    const attempt = async (init: RequestInit, path = '/api/v1/keys') => {
      try {
        const answer = await fetch(url + path, { credentials: 'include', ...init })
        return answer.type === 'opaque' ? 'opaque' : await answer.text()
      } catch {
        return 'failed'
      }
    }
    return {
      blind: await attempt({ method: 'POST', mode: 'no-cors', body }),
      json: await attempt({ method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      read: await attempt({}),
      bulk: await attempt({ method: 'POST', mode: 'no-cors', body: '{}' }, '/api/v1/keys/bulk'),
    }
  }, portal.url)
  expect(tried).toEqual({ blind: 'failed', json: 'failed', read: 'failed', bulk: 'failed' })
  expect(await countOf(api)).toBe(before)
})

test('no page of another origin can frame the portal', async ({
  ownerPage: page,
  elsewhere,
  portal,
  complaints,
}) => {
  complaints.expected(/frame-ancestors|X-Frame-Options|Refused to display|Framing/i)
  for (const path of ['/keys', '/sign-in', '/docs', '/api/v1/me']) {
    const answered = page.waitForResponse((response) => response.url() === portal.url + path)
    await elsewhere.open(page, `<iframe src="${portal.url}${path}"></iframe>`)
    const answer = await answered
    expect(answer.headers()['content-security-policy']).toContain("frame-ancestors 'none'")
    const frame = page.frames().find((each) => each !== page.mainFrame())
    await expect.poll(() => frame?.url()).toBe('chrome-error://chromewebdata/')
  }
})
