import { expect, test } from './fixtures.ts'

test('the portal answers a browser and its own API', async ({ ownerPage, api, portal }) => {
  const me = await api('GET', '/me')
  expect(me.status).toBe(200)
  const answer = await ownerPage.goto('/')
  expect(answer?.status()).toBe(200)
  expect(answer?.headers()['content-security-policy']).toContain("'nonce-")
  expect(portal.firstUrl).toBe(`${portal.url}/`)
})
