import { randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { readJwt, signJwt } from './jwt.ts'
import { forgetSigningKeys, publishedKeys, signer } from './keys.ts'
import { rotate, schedule } from './rotate.ts'

/* Two instances with different NEXTAUTH_SECRETs on one database, by mistake or while it is being changed. */

withDatabase()

const query = (text: string, values: unknown[] = []) => database().pool.query(text, values)

/** What each instance has sealed. */
const sealedBy = new Map<string, Map<string, Buffer>>()

beforeEach(async () => {
  await query('delete from signing_key')
  sealedBy.clear()
})

/** Does something as an instance: what another has sealed is noise to it. */
async function as<T>(instance: string, work: () => Promise<T>): Promise<T> {
  const own = sealedBy.get(instance) ?? new Map<string, Buffer>()
  sealedBy.set(instance, own)
  const rows = async () => (await query('select kid, sealed from signing_key')).rows
  const seal = (kid: string, sealed: Buffer) =>
    query('update signing_key set sealed = $2 where kid = $1', [kid, sealed])
  const before = new Set<string>()
  for (const { kid } of await rows()) {
    before.add(kid)
    await seal(kid, own.get(kid) ?? randomBytes(170))
  }
  forgetSigningKeys()
  const done = await work()
  for (const { kid, sealed } of await rows()) if (!before.has(kid)) own.set(kid, sealed)
  return done
}

async function pass(minutes: number): Promise<void> {
  const then = (column: string) => `${column} = ${column} - $1::interval`
  await query(`update signing_key set ${['created_at', 'signs_from', 'retired_at'].map(then).join(', ')}`, [
    `${minutes} minutes`,
  ])
}

const sign = async () => {
  const by = await signer()
  const iat = Math.floor(by.now / 1000)
  const text = await signJwt(by, { sub: 's', jti: 'j', aud: 'a', iat, exp: iat + 3600 })
  return { kid: by.key.kid, text }
}
const kids = async () => (await publishedKeys()).map(({ kid }) => kid)

test('make one key each and no more, and take each other’s tokens', async () => {
  for (let minute = 0; minute < 180; minute += 3) {
    const tokens = [await as('one', sign), await as('other', sign)]
    for (const instance of ['one', 'other'])
      for (const { text } of tokens)
        expect(await as(instance, async () => (await readJwt(text))?.payload.jti)).toBe('j')
    await pass(3)
  }
  expect((await query('select kid from signing_key')).rowCount).toBe(2)
}, 60_000)

test('once they have the same secret, what only the other could unseal ends with its last token', async () => {
  const { kid: first } = await as('one', sign)
  const { kid: second } = await as('other', sign)
  await pass(10)
  expect((await as('one', sign)).kid).toBe(first)
  await pass(schedule.after / 60_000)
  expect((await as('other', sign)).kid).toBe(second)
  expect(await as('other', kids)).toEqual([second])
})

test('a key that was withdrawn at once does not go on', async () => {
  const { kid } = await as('one', sign)
  await as('other', () => rotate({ when: 'now' }))
  expect((await as('one', sign)).kid).not.toBe(kid)
  expect(await as('one', kids)).not.toContain(kid)
})
