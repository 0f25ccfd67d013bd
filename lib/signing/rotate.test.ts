import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, database } from '#lib/db/client.ts'
import { cloneDatabase, withDatabase } from '#lib/db/testing.ts'
import { forgetEnv } from '#lib/env.ts'
import { readJwt, signJwt } from './jwt.ts'
import { forgetSigningKeys, publishedKeys, signer } from './keys.ts'
import { rotate, schedule } from './rotate.ts'
import { seal, unseal } from './seal.ts'
import { readStored, signerAt } from './stored.ts'

withDatabase()

const hour = 3_600_000
const query = (text: string, values: unknown[] = []) => database().pool.query(text, values)

beforeEach(async () => {
  await query('delete from signing_key')
  forgetSigningKeys()
})

/** Lets time pass for the keys: all their instants move back. */
async function pass(milliseconds: number): Promise<void> {
  await query(
    `update signing_key set created_at = created_at - $1::interval, signs_from = signs_from - $1::interval,
      retired_at = retired_at - $1::interval`,
    [`${milliseconds} milliseconds`],
  )
  forgetSigningKeys()
}

const token = async (exp = 300) => {
  const by = await signer()
  const iat = Math.floor(by.now / 1000)
  const text = await signJwt(by, { sub: 's', jti: 'j', aud: 'a', iat, exp: iat + exp })
  return { text, kid: by.key.kid }
}

describe('signing keys', () => {
  test('the first is made by who first signs, and signs at once; many at once make one', async () => {
    expect((await readStored()).keys).toEqual([])
    const kids = await Promise.all(
      Array.from({ length: 8 }, async () => {
        forgetSigningKeys()
        return (await signer()).key.kid
      }),
    )
    expect(new Set(kids).size).toBe(1)
    expect(await publishedKeys()).toMatchObject([{ kid: kids[0], kty: 'EC', crv: 'P-256' }])
  })

  test('are published without their private half, and named by their thumbprint', async () => {
    await signer()
    const [key] = await publishedKeys()
    expect(Object.keys(key ?? {}).sort()).toEqual(['crv', 'kid', 'kty', 'x', 'y'])
    expect(key?.kid).toMatch(/^[\w-]{43}$/)
  })

  test('a successor is published an hour before it signs, and the key before it until its last token has ended', async () => {
    const first = await token(3600)
    await pass(schedule.signs - schedule.lead - 60_000)
    expect((await signer()).key.kid).toBe(first.kid)
    expect(await publishedKeys()).toHaveLength(1)

    await pass(60_000)
    expect((await signer()).key.kid).toBe(first.kid)
    const [, next] = (await publishedKeys()).map(({ kid }) => kid)
    expect(next).toBeDefined()
    await signer()
    expect(await publishedKeys()).toHaveLength(2)

    // Well before the hour is over, also where the machine is slow.
    await pass(hour - 10_000)
    const last = await token(3600)
    expect(last.kid).toBe(first.kid)
    await pass(10_000)
    expect((await signer()).key.kid).toBe(next)

    await pass(hour)
    expect((await publishedKeys()).map(({ kid }) => kid)).toContain(first.kid)
    await pass(schedule.after - hour)
    expect((await publishedKeys()).map(({ kid }) => kid)).toEqual([next])
    expect(await readJwt(last.text)).toBeNull()
  })

  test('by hand the next is made early, once, and signs an hour later', async () => {
    const { kid } = await token()
    const [one, two] = await Promise.all([rotate({ when: 'next' }), rotate({ when: 'next' })])
    expect([one.made, two.made].filter((made) => made !== null)).toHaveLength(1)
    forgetSigningKeys()
    expect((await signer()).key.kid).toBe(kid)
    await pass(hour)
    expect((await signer()).key.kid).toBe(one.made ?? two.made)
  })

  test('after a leak a new one signs at once, and no token signed before is taken', async () => {
    const { text, kid } = await token()
    await rotate({ when: 'next' })
    const { made } = await rotate({ when: 'now' })
    forgetSigningKeys()
    expect((await signer()).key.kid).toBe(made)
    expect((await publishedKeys()).map((key) => key.kid)).toEqual([made])
    expect(made).not.toBe(kid)
    expect(await readJwt(text)).toBeNull()
  })

  test('of a key that another node has made is heard at its first token', async () => {
    const mine = await signer()
    const { made } = await rotate({ when: 'now' })
    const stored = await readStored()
    const key = signerAt(stored, stored.now)
    expect(key?.kid).toBe(made)
    const iat = Math.floor(stored.now / 1000)
    const claims = { sub: 's', jti: 'j', aud: 'a', iat, exp: iat + 60 }
    const text = await signJwt({ key: key ?? mine.key }, claims)
    // A key that is not known is looked for once a second at most: the last look was this instant.
    const { held } = globalThis.latchworkSigning ?? {}
    if (!held) throw new Error('No keys were read')
    held.at = performance.now()
    expect(await readJwt(text)).toBeNull()
    await expect.poll(async () => (await readJwt(text))?.payload.jti, { timeout: 15_000 }).toBe('j')
  })
})

describe('private keys', () => {
  test('lie sealed: the row holds nothing of the key, and opens for its own id alone', async () => {
    const { key } = await signer()
    const der = key.privateKey?.export({ type: 'pkcs8', format: 'der' }) ?? Buffer.alloc(0)
    const { rows } = await query('select sealed, row_to_json(k)::text as text from signing_key k')
    const d = key.privateKey?.export({ format: 'jwk' }).d ?? ''
    expect(rows[0].text).not.toContain(d)
    expect(rows[0].sealed.includes(der.subarray(-40))).toBe(false)
    expect(unseal(key.kid, rows[0].sealed)?.equals(key.privateKey as never)).toBe(true)
    expect(unseal('another', rows[0].sealed)).toBeNull()
    const altered = Buffer.from(rows[0].sealed)
    altered[20] = (altered[20] ?? 0) ^ 1
    expect(unseal(key.kid, altered)).toBeNull()
    expect(unseal(key.kid, Buffer.alloc(3))).toBeNull()
    expect(seal(key.kid, key.privateKey as never).equals(rows[0].sealed)).toBe(false)
  })

  test('sealed under another session key are passed over and replaced; the tokens they signed are still taken', async () => {
    const before = await token()
    // What another session key has sealed is noise to this one.
    await query('update signing_key set sealed = $1', [randomBytes(170)])
    forgetSigningKeys()
    const { key } = await signer()
    expect(key.kid).not.toBe(before.kid)
    expect((await readJwt(before.text))?.payload.jti).toBe('j')
    expect((await publishedKeys()).map(({ kid }) => kid)).toEqual([before.kid, key.kid])
    await pass(schedule.after)
    expect(await readJwt(before.text)).toBeNull()
  })
})

test('where the database cannot be asked, nothing is signed and no token is taken', async () => {
  const { text } = await token()
  forgetSigningKeys()
  const elsewhere = await cloneDatabase()
  await elsewhere.drop()
  await closeDatabase(database())
  globalThis.latchworkDatabase = undefined
  const before = process.env.DATABASE_URL
  process.env.DATABASE_URL = elsewhere.url
  forgetEnv()
  try {
    await expect(signer()).rejects.toThrow(/does not exist/)
    await expect(readJwt(text)).rejects.toThrow(/does not exist/)
  } finally {
    globalThis.latchworkDatabase = undefined
    process.env.DATABASE_URL = before
    forgetEnv()
  }
})
