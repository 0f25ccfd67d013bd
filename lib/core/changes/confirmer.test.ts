import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { once } from '../idempotency.ts'
import { revoke } from '../keys/revoke.ts'
import { rotate } from '../keys/rotate.ts'
import { foundTenant, make } from '../keys/testing.ts'
import { update } from '../keys/update.ts'
import { confirmationTerms, remaining } from './confirmation.ts'

withDatabase()

afterEach(() => database().pool.query('delete from gate_node'))

const nodeOf = (lease: string, id = randomUUID()) =>
  database().pool.query(
    `insert into gate_node (id, name, lease_until) values ($1, 'silent', clock_timestamp() + $2::interval)`,
    [id, lease],
  )
const silent = [expect.objectContaining({ name: 'silent' })]

describe('while a node goes on with its lease and says nothing,', () => {
  test('every change says so when patience is out, also one that is sent again', async () => {
    const { owner } = await foundTenant()
    const [revoked, disabled, rotated] = [await make(owner), await make(owner), await make(owner)]
    await nodeOf('1 hour')
    const begun = performance.now()
    const answers = await Promise.all([
      revoke(owner, { keyId: revoked.id }),
      revoke(owner, { keyId: revoked.id }),
      update(owner, { keyId: disabled.id, enabled: false }),
      update(owner, { keyId: disabled.id, enabled: false }),
      rotate(owner, { keyId: rotated.id, graceSeconds: 0 }),
    ])
    expect(performance.now() - begun).toBeGreaterThanOrEqual(confirmationTerms.patience)
    for (const { effective } of answers) expect(effective?.unconfirmed).toEqual(silent)
  }, 60_000)

  test('an answer that is repeated for its Idempotency-Key waits as the first does', async () => {
    const { owner } = await foundTenant()
    const { id: keyId } = await make(owner)
    await nodeOf('1 hour')
    const input = { keyId, graceSeconds: 0 }
    const rotation = () =>
      once(
        owner,
        { key: 'twice', operationId: 'rotateKey', input },
        async (tx) => ({ status: 201, body: await rotate(tx, input) }),
        (body) => ({ ...(body as object), secret: null }),
      )
    const first = rotation()
    // It is committed, and waits.
    const answered = () => database().prisma.idempotencyRecord.count({ where: { key: 'twice', status: 201 } })
    await expect.poll(answered, { timeout: 4_000, interval: 20 }).toBe(1)
    const begun = performance.now()
    const again = await rotation()
    expect(again.replayed).toBe(true)
    expect(performance.now() - begun).toBeGreaterThanOrEqual(confirmationTerms.patience)
    for (const { body } of [await first, again])
      expect(body).toMatchObject({ effective: { unconfirmed: silent } })
  }, 60_000)
})

test('a node whose lease has run out is not waited for, and its lease is taken away', async () => {
  const { owner } = await foundTenant()
  const { id } = await make(owner)
  await nodeOf('-1 second')
  const { effective } = await revoke(owner, { keyId: id })
  expect(effective).toMatchObject({ nodes: 0, unconfirmed: [] })
  expect(effective.ms).toBeLessThan(confirmationTerms.patience / 2)
  expect(await database().prisma.gateNode.count()).toBe(0)
})

test('a node that came after a change, or was missing at one look, is not waited for', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, name: id })) as [Node, Node, Node]
  const first = remaining(null, [a, b])
  expect(first).toEqual([a, b])
  expect(remaining(first, [a, b, c])).toEqual([a, b])
  expect(remaining(remaining(first, [b, c]), [a, b, c])).toEqual([b])
})
type Node = { id: string; name: string }
