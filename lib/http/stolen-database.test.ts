import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { makeRing, ring } from '#lib/secret/ring.ts'
import { dispatcher } from './testing/routes.ts'
import { quiet } from './testing/stage.ts'
import { type Ask, askWith, issueKey, makeTenant, type Tenant } from './testing/world.ts'

/* A server with a copy of another's database, and not its pepper. */

const keys = 1_000

withDatabase()

let ask: Ask
let a: Tenant
/** The secrets of the keys that came with the database. */
const secrets: string[] = []

beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  a = await makeTenant('aardvark')
  // The owner of the database had a pepper of the same version as ours, as a first one has.
  const theirs = makeRing({ current: { version: 1, key: randomBytes(32) }, retired: [] })
  const minted = Array.from({ length: keys }, () => ({ id: uuidv7(), ...theirs.mint('lw') }))
  await database().prisma.apiKey.createMany({
    data: minted.map(({ id, start, last }, at) => ({
      id,
      organizationId: a.organizationId,
      projectId: a.first.id,
      ownerUserId: a.people.MEMBER.id,
      name: `stolen ${at}`,
      start,
      last,
      createdByType: 'system' as const,
      updatedByType: 'system' as const,
    })),
  })
  await database().prisma.keySecret.createMany({
    data: minted.map(({ id, digest, pepperVersion, format, start, last }) => ({
      keyId: id,
      digest,
      pepperVersion,
      format,
      start,
      last,
      generation: 1,
    })),
  })
  secrets.push(...minted.map(({ secret }) => secret.reveal()))
}, 60_000)

const verify = async (key: string) => {
  const { status, json } = await ask({
    method: 'POST',
    path: '/api/v1/keys/verify',
    token: a.people.OWNER.token,
    body: { key },
  })
  expect(status).toBe(200)
  return (json as { code: string }).code
}

test(`of ${keys} keys of a database copied without its pepper none verifies, nor opens the contract`, async () => {
  const codes = new Map<string, number>()
  for (const secret of secrets) {
    const code = await verify(secret)
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  expect([...codes]).toEqual([['NOT_FOUND', keys]])
  for (const secret of secrets.slice(0, 20))
    expect((await ask({ method: 'GET', path: '/api/v1/keys/me', token: secret })).status).toBe(401)
})

test('nor does a digest, a mask or an id out of the database pass for a secret', async () => {
  const { rows } = await database().pool.query<{ hex: string; base64: string; mask: string; id: string }>(
    `select encode(digest, 'hex') as hex, encode(digest, 'base64') as base64, start || last as mask, key_id as id from key_secret limit 20`,
  )
  for (const row of rows)
    for (const guess of Object.values(row)) expect(await verify(guess)).toBe('NOT_FOUND')
})

test('a digest that somebody who can write to the database puts there opens nothing without the pepper', async () => {
  const { rows } = await database().pool.query<{ id: string }>('select id from api_key limit 1')
  const chosen = ring().mint('lw').secret.reveal().replace(/.$/, 'x')
  const digest = createHash('sha256').update(chosen).digest()
  await database().pool.query('update key_secret set digest = $1 where key_id = $2', [digest, rows[0]?.id])
  expect(await verify(chosen)).toBe('NOT_FOUND')
})

test('a key of one’s own verifies all the same', async () => {
  const { secret } = await issueKey(ask, a.people.OWNER.token, { name: 'own', projectId: a.first.id })
  expect(await verify(secret)).toBe('VALID')
})
