import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { seededRandom } from '#lib/http/testing/random.ts'
import { checkpointKeys, checkpointSigner } from '#lib/signing/checkpoint-keys.ts'
import { readJwt } from '#lib/signing/jwt.ts'
import { signer } from '#lib/signing/keys.ts'
import { foundTenant } from '../keys/testing.ts'
import { checkpointDue, createCheckpoint, makeCheckpoint } from './checkpoint.ts'
import { keys } from './keys.ts'
import { listCheckpoints } from './list-checkpoints.ts'
import { readStatement } from './statement.ts'
import { makeHistory } from './testing/history.ts'

withDatabase()

const random = seededRandom('checkpoints')
const query = (text: string, values: unknown[] = []) => database().pool.query(text, values)

test('says how far the log goes and what its head is, signed by a key that is published', async () => {
  const { owner, organizationId } = await foundTenant()
  const made = await createCheckpoint(owner)
  const head = await database().prisma.organization.findUniqueOrThrow({ where: { id: organizationId } })
  const read = await readStatement(made.jws)
  expect(read?.statement).toEqual({ organizationId, seq: made.seq, hash: made.hash, at: made.at })
  expect([made.seq, made.hash]).toEqual([String(head.auditSeq), Buffer.from(head.auditHash).toString('hex')])
  expect((await keys()).keys.map(({ kid }) => kid)).toContain(read?.kid)
  expect(JSON.stringify(await keys())).not.toContain('"d"')
})

test('of one log is made once, however many ask for it at a time', async () => {
  const { owner, organizationId } = await foundTenant()
  const made = await Promise.all(Array.from({ length: 8 }, () => makeCheckpoint(owner.db, organizationId)))
  expect(new Set(made.map((one) => one?.jws)).size).toBe(1)
  await makeHistory(owner, 2, random, [])
  await createCheckpoint(owner)
  const { items, nextCursor } = await listCheckpoints(owner, { limit: 1 })
  expect(items).toHaveLength(1)
  const next = await listCheckpoints(owner, { limit: 1, cursor: nextCursor ?? '' })
  expect(next.items[0]?.jws).toBe(made[0]?.jws)
  expect(next.nextCursor).toBeNull()
})

test('is due for a log that went on, an hour after the last', async () => {
  const { owner, organizationId } = await foundTenant()
  const isDue = async () => (await checkpointDue(owner.db)).includes(organizationId)
  expect(await isDue()).toBe(true)
  await makeCheckpoint(owner.db, organizationId)
  expect(await isDue()).toBe(false)
  await makeHistory(owner, 1, random, [])
  expect(await isDue()).toBe(false)
  const client = await database().pool.connect()
  await client.query(`begin; set local session_replication_role = replica;
    update audit_checkpoint set at = at - interval '61 minutes'; commit`)
  client.release()
  expect(await isDue()).toBe(true)
  await makeCheckpoint(owner.db, organizationId)
  expect(await isDue()).toBe(false)
})

test('is never changed, nor is the key that signed it', async () => {
  await createCheckpoint((await foundTenant()).owner)
  for (const statement of [
    `update audit_checkpoint set jws = ''`,
    'delete from audit_checkpoint',
    'truncate audit_checkpoint',
    `update checkpoint_key set sealed = ''`,
    'delete from checkpoint_key',
    'truncate checkpoint_key',
  ])
    await expect(query(statement)).rejects.toThrow(/never changed or deleted/)
})

describe('a statement is not read where', () => {
  test('a letter of it was changed', async () => {
    const { jws } = await createCheckpoint((await foundTenant()).owner)
    for (let at = 0; at < jws.length; at += 7) {
      const letter = jws[at] === 'A' ? 'B' : 'A'
      const spoiled = `${jws.slice(0, at)}${letter}${jws.slice(at + 1)}`
      // The last letter of a part has bits that mean nothing.
      const read = await readStatement(spoiled)
      if (read) expect(await readStatement(jws)).toEqual(read)
    }
  })

  test('it is a token, though one of ours signed it; and no token is a statement', async () => {
    const { key } = await signer()
    const token = await new SignJWT({ seq: '1' })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
      .sign(key.privateKey ?? new Uint8Array())
    expect(await readStatement(token)).toBeNull()
    const { jws } = await createCheckpoint((await foundTenant()).owner)
    expect(await readJwt(jws)).toBeNull()
    for (const text of ['', 'x', '..', 'a.b.c']) expect(await readStatement(text)).toBeNull()
  })
})

test('a key that cannot be unsealed here is followed by another, and stays published', async () => {
  const { kid } = await checkpointSigner()
  const client = await database().pool.connect()
  await client.query(`begin; set local session_replication_role = replica;
    update checkpoint_key set sealed = sha256(sealed); commit`)
  client.release()
  const made = await Promise.all(Array.from({ length: 4 }, checkpointSigner))
  expect(new Set(made.map((one) => one.kid)).size).toBe(1)
  expect(made[0]?.kid).not.toBe(kid)
  expect((await checkpointKeys()).map((one) => one.kid)).toEqual([made[0]?.kid, kid])
})
