import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { base64url, type JWTPayload, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { issuer, readJwt, signJwt } from './jwt.ts'
import { type Signer, signer } from './keys.ts'

withDatabase()

let by: Signer
let claims: { sub: string; jti: string; aud: string; iat: number; exp: number }
beforeAll(async () => {
  by = await signer()
  const iat = Math.floor(by.now / 1000)
  claims = { sub: 'key', jti: 'one', aud: 'service', iat, exp: iat + 300 }
})

const header = () => ({ alg: 'ES256', typ: 'at+jwt', kid: by.key.kid })
/** Signed with our own key, whatever it says. */
const ours = (more: JWTPayload = {}, head: Record<string, unknown> = {}) =>
  new SignJWT({ ...claims, iss: issuer(), ...more })
    .setProtectedHeader({ ...header(), ...head })
    .sign(by.key.privateKey as KeyObject)
const part = (value: object) => base64url.encode(JSON.stringify(value))
const unsigned = (head: object) => `${part({ ...header(), ...head })}.${part({ ...claims, iss: issuer() })}`

test('a token that we signed is read, and says when it was read', async () => {
  const read = await readJwt(await signJwt(by, claims))
  expect(read?.payload).toEqual({ ...claims, iss: issuer() })
  expect(Math.abs((read?.now ?? 0) - Date.now())).toBeLessThan(5_000)
  expect((await readJwt(await ours()))?.payload.jti).toBe('one')
})

describe('a token is not taken where', () => {
  const refuse = async (token: string) => expect(await readJwt(token)).toBeNull()

  test('it says that it needs no signature', async () => {
    for (const alg of ['none', 'None', 'NONE', '', 'ES256']) await refuse(`${unsigned({ alg })}.`)
  })
  test('its signature is an HMAC under our public key', async () => {
    for (const key of [
      by.key.publicKey.export({ type: 'spki', format: 'pem' }),
      by.key.publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(by.key.publicJwk),
    ])
      for (const alg of ['HS256', 'ES256']) {
        const text = unsigned({ alg })
        await refuse(`${text}.${createHmac('sha256', key).update(text).digest('base64url')}`)
      }
  })
  test('another key signed it, under our id, under its own or under none', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    for (const kid of [by.key.kid, 'stale', undefined])
      await refuse(
        await new SignJWT({ ...claims, iss: issuer() })
          .setProtectedHeader({ ...header(), kid: kid as string })
          .sign(privateKey),
      )
  })
  test('its header names a key, a place to fetch one, or what we would have to understand', async () => {
    for (const head of [
      { jwk: by.key.publicJwk },
      { jku: `${issuer()}/.well-known/jwks.json` },
      { x5u: 'https://evil.example/cert.pem' },
      { x5c: ['MIIB'] },
      { crit: ['b64'], b64: true },
      { cty: 'JWT' },
      { kid: 'stale' },
      { typ: 'JWT' },
      { typ: 'application/at+jwt' },
      { typ: undefined },
    ])
      await refuse(await ours({}, head))
  })
  test('its issuer is another, or a claim that every token has is missing', async () => {
    for (const more of [
      { iss: 'https://evil.example' },
      { iss: `${issuer()}/` },
      { iss: undefined },
      { sub: undefined },
      { jti: undefined },
      { aud: undefined },
      { exp: undefined },
      { iat: undefined },
    ] as JWTPayload[])
      await refuse(await ours(more))
  })
  test('its time is past, to the second, or has not come', async () => {
    const now = Math.floor(by.now / 1000)
    await refuse(await ours({ iat: now - 300, exp: now }))
    await refuse(await ours({ iat: now + 120, exp: now + 300 }))
    await refuse(await ours({ nbf: now + 120 }))
  })
  test('it is damaged, or no token at all', async () => {
    const good = await ours()
    const [head, body, signature] = good.split('.')
    for (const text of [
      '',
      '..',
      'a.b.c',
      `${good}x`,
      good.slice(0, -4),
      `${head}.${body}`,
      `${good}.x`,
      `${head}.${part({ ...claims, iss: issuer(), sub: 'other' })}.${signature}`,
      `${base64url.encode('null')}.${body}.${signature}`,
      `${base64url.encode('[]')}.${body}.${signature}`,
    ])
      await refuse(text)
  })
})
