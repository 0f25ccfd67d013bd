import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { secure } from '#lib/server/security-headers.ts'

function secured(url: string, origin = 'http://localhost:3000', headers: Record<string, string> = {}) {
  const request = new IncomingMessage(new Socket())
  Object.assign(request, { url, headers })
  const response = new ServerResponse(request)
  secure(request, response, { origin, dev: false })
  return { request, policy: String(response.getHeader('content-security-policy')), response }
}

const nonceIn = (policy: string) => /'nonce-([^']+)'/.exec(policy)?.[1]

test('a page runs no script but those with the nonce of its own answer', () => {
  const first = secured('/keys')
  const second = secured('/keys')
  expect(nonceIn(first.policy)).toMatch(/^[\w+/]{22}==$/)
  expect(nonceIn(first.policy)).not.toBe(nonceIn(second.policy))
  expect(first.policy).toMatch(/script-src [^;]*'strict-dynamic'/)
  expect(first.policy).not.toMatch(/script-src [^;]*'unsafe/)
  expect(first.policy).not.toMatch(/style-src [^;]*'unsafe/)
})

test('the nonce that Next reads is the one in the answer, whatever the client sends', () => {
  const { request, policy } = secured('/keys', undefined, {
    'content-security-policy': `script-src 'nonce-mine'`,
  })
  expect(request.headers['content-security-policy']).toBe(policy)
  expect(policy).not.toContain('mine')
})

test('nothing of ours can be put in a frame', () => {
  for (const url of ['/', '/api/v1/keys']) {
    const { policy, response } = secured(url)
    expect(policy).toContain(`frame-ancestors 'none'`)
    expect(response.getHeader('x-frame-options')).toBe('DENY')
  }
})

test('an answer of the API runs and loads nothing', () => {
  expect(secured('/api/v1/keys').policy).toBe(`default-src 'none'; frame-ancestors 'none'`)
})

test('a browser that came by HTTPS stays with it', () => {
  const { policy, response } = secured('/', 'https://keys.example.com')
  expect(response.getHeader('strict-transport-security')).toMatch(/^max-age=31536000/)
  expect(policy).toContain('upgrade-insecure-requests')
  expect(secured('/').response.getHeader('strict-transport-security')).toBeUndefined()
})
