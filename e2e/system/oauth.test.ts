import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { beforeAll, describe, expect, test } from 'vitest'
import { grantTypes, tokenTypes } from '#lib/contracts/tokens.ts'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, type Key, signIn } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'

/* OAuth as others have written it, asking the real server: what they take for right, and what they make of our refusals. */

cleanUp()

let portal: Portal
let token: string
let service: Key
const insecure = { [oauth.allowInsecureRequests]: true }
const audience = 'https://api.example.com/'

beforeAll(async () => {
  const port = await freePort()
  portal = await start({ home: await newHome(), port })
  token = await signIn(portal.url)
  service = await make('service', ['api_key:verify'])
}, 400_000)

async function make(name: string, permissions: string[]): Promise<Key> {
  const { json, text, status } = await ask(portal.url, '/api/v1/keys', { token, body: { name, permissions } })
  if (status !== 201) throw new Error(text)
  return { id: String(json.id), secret: String(json.secret) }
}

const revokeKey = async ({ id }: Key) => {
  const { status } = await ask(portal.url, `/api/v1/keys/${id}`, { method: 'DELETE', token })
  expect(status).toBe(200)
}
const whoAmI = async (bearer: string) => (await ask(portal.url, '/api/v1/keys/me', { token: bearer })).status

describe('oauth4webapi', () => {
  let as: oauth.AuthorizationServer
  beforeAll(async () => {
    const issuer = new URL(portal.url)
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
    as = await oauth.processDiscoveryResponse(issuer, found)
  })

  const issued = async (key: Key, auth: oauth.ClientAuth, parameters: Record<string, string> = {}) => {
    const client = { client_id: key.id }
    const answer = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, insecure)
    return oauth.processClientCredentialsResponse(as, client, answer)
  }
  const introspected = async (text: string) => {
    const client = { client_id: service.id }
    const auth = oauth.ClientSecretBasic(service.secret)
    const answer = await oauth.introspectionRequest(as, client, auth, text, insecure)
    return oauth.processIntrospectionResponse(as, client, answer)
  }

  test('finds everything where it looks for it', () => {
    expect(as).toMatchObject({
      issuer: portal.url,
      token_endpoint: `${portal.url}/api/oauth2/token`,
      jwks_uri: `${portal.url}/.well-known/jwks.json`,
    })
  })

  test('gets a token by Basic and by the form, that a resource server verifies by the published keys', async () => {
    const key = await make('by the book', ['data:read', 'data:write'])
    for (const auth of [oauth.ClientSecretBasic(key.secret), oauth.ClientSecretPost(key.secret)]) {
      const { access_token, expires_in, scope } = await issued(key, auth, {
        scope: 'data:read',
        resource: audience,
      })
      expect([expires_in, scope]).toEqual([300, 'data:read'])
      const headers = { authorization: `Bearer ${access_token}` }
      const request = new Request(audience, { headers })
      const claims = await oauth.validateJwtAccessToken(as, request, audience, insecure)
      expect(claims).toMatchObject({ sub: key.id, client_id: key.id, scope: 'data:read' })
      const elsewhere = new Request(audience, { headers })
      await expect(
        oauth.validateJwtAccessToken(as, elsewhere, 'https://other.example/', insecure),
      ).rejects.toThrow(/aud/)
    }
  })

  test('exchanges a token for a narrower one, introspects both and revokes them', async () => {
    const key = await make('exchanged', ['data:read', 'data:write'])
    const auth = oauth.ClientSecretBasic(key.secret)
    const client = { client_id: key.id }
    const { access_token: first } = await issued(key, auth)
    const answer = await oauth.genericTokenEndpointRequest(
      as,
      client,
      oauth.None(),
      grantTypes.exchange,
      { subject_token: first, subject_token_type: tokenTypes.accessToken, scope: 'data:read' },
      insecure,
    )
    const second = await oauth.processGenericTokenEndpointResponse(as, client, answer)
    expect(second).toMatchObject({ scope: 'data:read', issued_token_type: tokenTypes.accessToken })
    for (const one of [first, second.access_token])
      expect(await introspected(one)).toMatchObject({ active: true, client_id: key.id })
    expect(await introspected(key.secret)).toMatchObject({ active: true, scope: 'data:read data:write' })
    const gone = await oauth.revocationRequest(as, client, auth, first, insecure)
    await oauth.processRevocationResponse(gone)
    for (const one of [first, second.access_token]) expect(await introspected(one)).toEqual({ active: false })
  })

  test('is told what is wrong in words that it knows', async () => {
    const key = await make('mistaken', ['data:read'])
    const good = oauth.ClientSecretBasic(key.secret)
    await expect(issued(key, good, { scope: 'data:write' })).rejects.toMatchObject({
      error: 'invalid_scope',
      status: 400,
    })
    await expect(issued(key, good, { resource: '/here' })).rejects.toMatchObject({ error: 'invalid_target' })
    const wrong = await issued(key, oauth.ClientSecretPost('wrong')).catch((error: unknown) => error)
    expect(wrong).toBeInstanceOf(oauth.WWWAuthenticateChallengeError)
    expect(wrong).toMatchObject({ status: 401, cause: [{ scheme: 'basic' }] })
  })

  test('of a key that is revoked: its tokens are inactive, and refused by our own API, in the next request', async () => {
    const key = await make('revoked', ['data:read'])
    const auth = oauth.ClientSecretBasic(key.secret)
    const { access_token } = await issued(key, auth, { resource: `${portal.url}/api/v1` })
    expect(await introspected(access_token)).toMatchObject({ active: true })
    expect(await whoAmI(access_token)).toBe(200)
    await revokeKey(key)
    expect(await introspected(access_token)).toEqual({ active: false })
    expect(await whoAmI(access_token)).toBe(401)
  })
})

describe('openid-client', () => {
  const configured = (key: Key, auth?: openid.ClientAuth) =>
    openid.discovery(new URL(portal.url), key.id, key.secret, auth, {
      algorithm: 'oauth2',
      execute: [openid.allowInsecureRequests],
    })

  test.each([
    ['Basic', openid.ClientSecretBasic],
    ['the form', openid.ClientSecretPost],
  ])('discovers, gets, exchanges, introspects and revokes, by %s', async (_, method) => {
    const key = await make('of a library', ['data:read', 'data:write'])
    const mine = await configured(key, method(key.secret))
    const its = await configured(service, method(service.secret))
    const { access_token, expires_in } = await openid.clientCredentialsGrant(mine, { resource: audience })
    expect(expires_in).toBe(300)
    const { access_token: narrow } = await openid.genericGrantRequest(mine, grantTypes.exchange, {
      subject_token: access_token,
      subject_token_type: tokenTypes.accessToken,
      scope: 'data:read',
    })
    expect(await openid.tokenIntrospection(its, narrow)).toMatchObject({
      active: true,
      scope: 'data:read',
      aud: audience,
      sub: key.id,
    })
    await openid.tokenRevocation(mine, narrow)
    expect(await openid.tokenIntrospection(its, narrow)).toEqual({ active: false })
    expect(await openid.tokenIntrospection(its, access_token)).toMatchObject({ active: true })
    await revokeKey(key)
    expect(await openid.tokenIntrospection(its, access_token)).toEqual({ active: false })
    await expect(openid.clientCredentialsGrant(mine)).rejects.toMatchObject({ status: 401 })
  })
})

test('the published keys may be kept by anybody for some minutes, and a token by nobody', async () => {
  const keys = await ask(portal.url, '/.well-known/jwks.json')
  expect(keys.headers.get('cache-control')).toBe('public, max-age=300')
  expect(keys.headers.get('content-security-policy')).toContain(`default-src 'none'`)
  const key = await make('fetched', ['data:read'])
  const given = await ask(portal.url, `/api/v1/keys/${key.id}/token`, { token })
  expect([given.status, given.headers.get('cache-control')]).toEqual([200, 'no-store'])
})
