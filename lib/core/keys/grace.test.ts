import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rotateKey } from '#lib/contracts/keys.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type Meter, makeMeter } from '#lib/gate/meter.ts'
import type { GateNode } from '#lib/gate/node.ts'
import { askedOf, startNodes } from '../projects/testing.ts'
import { endGrace } from './end-grace.ts'
import { extendGrace } from './extend-grace.ts'
import { get } from './get.ts'
import { revoke } from './revoke.ts'
import { rotate } from './rotate.ts'
import { actionsOf, age, foundTenant, make, refused, type Tenant } from './testing.ts'

withDatabase()

let tenant: Tenant
let nodes: GateNode[]
/** One a node: what verification counts goes to the one that is the process's now. */
let meters: Meter[]
beforeAll(async () => {
  tenant = await foundTenant()
  nodes = await startNodes(2)
})
afterAll(async () => {
  globalThis.latchworkMeter = undefined
  for (const node of nodes) await node.stop()
})
beforeEach(() => {
  forget()
  meters = nodes.map(() => makeMeter({ pool: () => database().pool, every: 0 }))
})

async function asked(at: number, secret: string | null) {
  globalThis.latchworkMeter = meters[at]
  return askedOf(nodes[at], tenant.owner, secret)
}

const written = async (at: number) => expect(await meters[at]?.drain(5_000)).toBe(true)
const detail = (keyId: string) => get(tenant.owner, { keyId })
const later = (instant: string | null | undefined, seconds: number) =>
  new Date(Date.parse(String(instant)) + seconds * 1000).toISOString()
/** Lets the time of a key's secrets pass: everything about them happened so many seconds earlier. */
const pass = (keyId: string, seconds: number) =>
  database().pool.query(
    `update key_secret set not_after = not_after - make_interval(secs => $2),
       grace_began_at = grace_began_at - make_interval(secs => $2), created_at = created_at - make_interval(secs => $2)
     where key_id = $1`,
    [keyId, seconds],
  )
const forget = () => {
  for (const node of nodes) node.cache.clear()
}

async function rotated(graceSeconds = 600, body: Record<string, unknown> = {}) {
  const key = await make(tenant.owner, body)
  const fresh = await rotate(tenant.owner, { keyId: key.id, graceSeconds, graceStarts: 'first_use' })
  return { id: key.id, old: key.secret, fresh: fresh.secret, reply: fresh }
}

describe('a grace that starts with the first use of the new secret', () => {
  test('waits for it, at most 30 days, while both secrets work on every node', async () => {
    const { id, old, reply } = await rotated()
    const [newest, older] = reply.secrets
    expect(newest).toMatchObject({ generation: 2, notAfter: null, grace: null })
    expect(older).toMatchObject({
      notAfter: later(newest?.createdAt, 30 * 86_400),
      grace: { seconds: 600, beganAt: null },
    })
    expect(reply).toMatchObject({ status: 'rotating', rotatingUntil: older?.notAfter })
    // The use of the old secret begins nothing.
    for (const at of [0, 1]) expect(await asked(at, old)).toBe('VALID')
    for (const at of [0, 1]) await written(at)
    expect((await detail(id)).secrets[1]?.grace).toEqual({ seconds: 600, beganAt: null })
  })

  test('begins with that use, whichever node sees it, and the others hear of the end', async () => {
    const { id, old, fresh } = await rotated()
    for (const at of [0, 1]) expect(await asked(at, old)).toBe('VALID')
    expect(await asked(1, fresh)).toBe('VALID')
    await written(1)
    const { secrets, rotatingUntil, version } = await detail(id)
    const beganAt = secrets[1]?.grace?.beganAt
    expect(Math.abs(Date.parse(String(beganAt)) - Date.parse(String(secrets[0]?.createdAt)))).toBeLessThan(
      30_000,
    )
    expect(secrets[1]?.notAfter).toBe(later(beganAt, 600))
    expect(rotatingUntil).toBe(secrets[1]?.notAfter)
    expect(version).toBe(2)
    // Told by the notice alone: neither node was asked to forget, and each now judges by the new end.
    for (const node of nodes) await expect.poll(() => node.cache.size, { timeout: 10_000 }).toBe(0)
    for (const at of [0, 1]) expect(await asked(at, old)).toBe('VALID')
    await pass(id, 601)
    forget()
    for (const at of [0, 1]) expect(await asked(at, old)).toBe('EXPIRED')
    for (const at of [0, 1]) expect(await asked(at, fresh)).toBe('VALID')
  })

  test('is begun once: later uses, and the same written twice, move nothing', async () => {
    const { id, fresh } = await rotated()
    await asked(0, fresh)
    await asked(1, fresh)
    await written(0)
    const first = (await detail(id)).secrets[1]
    await written(1)
    for (let round = 0; round < 5; round += 1) {
      await asked(round % 2, fresh)
      await written(round % 2)
    }
    expect((await detail(id)).secrets[1]).toMatchObject({ notAfter: first?.notAfter, grace: first?.grace })
  })

  test('counts from the earliest use, also where the node that saw it writes later', async () => {
    const { id, fresh } = await rotated()
    await asked(0, fresh)
    // Long beside what the clocks of two nodes may be apart: each knows the database's by a journey to it.
    await database().pool.query('select pg_sleep(0.5)')
    await asked(1, fresh)
    await written(1)
    const later = Date.parse(String((await detail(id)).secrets[1]?.grace?.beganAt))
    await written(0)
    const { secrets } = await detail(id)
    const earlier = Date.parse(String(secrets[1]?.grace?.beganAt))
    expect(later - earlier).toBeGreaterThanOrEqual(250)
    expect(Date.parse(String(secrets[1]?.notAfter)) - earlier).toBe(600_000)
  })

  test('of a node that is killed before it writes has not begun', async () => {
    const { id, fresh } = await rotated()
    await asked(0, fresh)
    // What it counted dies with it.
    meters[0] = makeMeter({ pool: () => database().pool, every: 0 })
    expect((await detail(id)).secrets[1]?.grace?.beganAt).toBeNull()
    await asked(1, fresh)
    await written(1)
    expect((await detail(id)).secrets[1]?.grace?.beganAt).not.toBeNull()
  })

  test('is not begun by a refused use, nor by the next rotation, which ends the oldest secret', async () => {
    const { id, old, fresh } = await rotated(600, { ipAllowlist: ['192.0.2.0/24'] })
    expect(await asked(0, fresh)).toBe('IP_NOT_ALLOWED')
    await written(0)
    expect((await detail(id)).secrets[1]?.grace?.beganAt).toBeNull()
    await database().pool.query("update api_key set ip_allowlist = '{}' where id = $1", [id])
    forget()
    const again = await rotate(tenant.owner, { keyId: id, graceSeconds: 120, graceStarts: 'first_use' })
    for (const at of [0, 1]) expect(await asked(at, old)).toBe('EXPIRED')
    for (const at of [0, 1]) expect(await asked(at, fresh)).toBe('VALID')
    await written(0)
    expect((await detail(id)).secrets[1]?.grace).toEqual({ seconds: 120, beganAt: null })
    await asked(0, again.secret)
    await written(0)
    expect((await detail(id)).secrets[1]?.grace?.beganAt).not.toBeNull()
  })

  test('never lets the old secret outlive the key, and is a minute at least', async () => {
    const { reply } = await rotated(600, { expiresIn: 3600 })
    expect(reply.secrets[1]?.notAfter).toBe(reply.expiresAt)
    for (const [body, good] of [
      [{ graceSeconds: 59, graceStarts: 'first_use' }, false],
      [{ graceSeconds: 60, graceStarts: 'first_use' }, true],
      [{ graceSeconds: 0, graceStarts: 'now' }, true],
      [{ graceSeconds: 86_401, graceStarts: 'first_use' }, false],
      [{ graceSeconds: 600, graceStarts: 'later' }, false],
    ] as const)
      expect(rotateKey.body?.safeParse(body).success, JSON.stringify(body)).toBe(good)
  })
})

describe('extending a grace', () => {
  test('lets the old secret work until then on every node, up to 30 days after the rotation', async () => {
    const key = await make(tenant.owner)
    const { secrets } = await rotate(tenant.owner, { keyId: key.id, graceSeconds: 600 })
    const made = secrets[0]?.createdAt
    const week = later(made, 7 * 86_400)
    const reply = await extendGrace(tenant.owner, { keyId: key.id, endsAt: week, ifVersion: 2 })
    expect(reply).toMatchObject({ rotatingUntil: week, version: 3, effective: { nodes: 2, unconfirmed: [] } })
    expect(reply.secrets[1]?.notAfter).toBe(week)
    await pass(key.id, 601)
    forget()
    for (const at of [0, 1]) expect(await asked(at, key.secret)).toBe('VALID')
    const [newest] = (await detail(key.id)).secrets
    const late = extendGrace(tenant.owner, {
      keyId: key.id,
      endsAt: later(newest?.createdAt, 30 * 86_400 + 1),
    })
    expect((await refused(late, 'invalid')).fields[0]?.path).toBe('endsAt')
    await extendGrace(tenant.owner, { keyId: key.id, endsAt: later(newest?.createdAt, 30 * 86_400) })
    expect((await actionsOf(key.id)).slice(-2)).toEqual(['key.grace_extend', 'key.grace_extend'])
  })

  test('is held against an earlier use that is written later', async () => {
    const { id, fresh } = await rotated()
    await asked(0, fresh)
    await asked(1, fresh)
    await written(1)
    const end = later((await detail(id)).secrets[1]?.notAfter, 86_400)
    await extendGrace(tenant.owner, { keyId: id, endsAt: end })
    await written(0)
    expect((await detail(id)).secrets[1]?.notAfter).toBe(end)
  })

  test('is refused where nothing is to be extended, and to whoever may not rotate the key', async () => {
    const { owner, member, viewer } = tenant
    const plain = await make(owner)
    const endsAt = new Date(Date.now() + 86_400_000).toISOString()
    await refused(extendGrace(owner, { keyId: plain.id, endsAt }), 'conflict')
    const { id } = await rotated()
    await refused(extendGrace(owner, { keyId: id, endsAt }), 'conflict')
    const running = await make(owner, { expiresIn: 7200 })
    await rotate(owner, { keyId: running.id, graceSeconds: 3600 })
    await refused(extendGrace(owner, { keyId: running.id, endsAt: new Date().toISOString() }), 'invalid')
    await refused(extendGrace(owner, { keyId: running.id, endsAt }), 'invalid')
    await refused(extendGrace(owner, { keyId: running.id, endsAt, ifVersion: 1 }), 'precondition_failed')
    await refused(extendGrace(viewer, { keyId: running.id, endsAt }), 'forbidden')
    const other = await foundTenant('Other')
    await refused(extendGrace(other.owner, { keyId: running.id, endsAt }), 'not_found')
    const strong = await make(owner, { ownerId: member.actor.id, role: 'manager' })
    await rotate(owner, { keyId: strong.id, graceSeconds: 60 })
    await refused(extendGrace(member, { keyId: strong.id, endsAt }), 'forbidden')
    await revoke(owner, { keyId: running.id })
    await refused(extendGrace(owner, { keyId: running.id, endsAt }), 'conflict')
  })
})

describe('ending a grace', () => {
  test('refuses the old secret on every node when the answer is there, in 50 rounds', async () => {
    const { owner } = tenant
    const key = await make(owner)
    let old = key.secret
    for (let round = 0; round < 50; round += 1) {
      const starts = round % 2 ? 'now' : 'first_use'
      const fresh = await rotate(owner, { keyId: key.id, graceSeconds: 600, graceStarts: starts })
      for (const at of [0, 1]) expect(await asked(at, old)).toBe('VALID')
      const reply = await endGrace(owner, { keyId: key.id })
      for (const at of [0, 1]) expect(await asked(at, old)).toBe('EXPIRED')
      expect(reply).toMatchObject({ status: 'active', rotatingUntil: null, effective: { nodes: 2 } })
      expect(reply.secrets).toHaveLength(1)
      old = fresh.secret
    }
    expect((await actionsOf(key.id)).filter((action) => action === 'key.grace_end')).toHaveLength(50)
  }, 60_000)

  test('that has ended is confirmed anew, and leaves version and history alone', async () => {
    const { owner } = tenant
    const key = await make(owner)
    const reply = await endGrace(owner, { keyId: key.id, ifVersion: 9 })
    expect(reply).toMatchObject({ version: 1, effective: { nodes: 2, unconfirmed: [] } })
    expect(await actionsOf(key.id)).toEqual(['key.create'])
  })

  test('takes the right to rotate the key, and the version that was read; not what the key holds', async () => {
    const { owner, member, viewer } = tenant
    const strong = await make(owner, { ownerId: member.actor.id, role: 'manager' })
    await rotate(owner, { keyId: strong.id, graceSeconds: 600 })
    await refused(endGrace(viewer, { keyId: strong.id }), 'forbidden')
    await refused(endGrace(member, { keyId: strong.id, ifVersion: 1 }), 'precondition_failed')
    expect((await endGrace(member, { keyId: strong.id })).secrets).toHaveLength(1)
    const other = await foundTenant('Other')
    await refused(endGrace(other.owner, { keyId: strong.id }), 'not_found')
  })

  test('at once with its beginning leaves the old secret ended', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, old, fresh } = await rotated()
      expect(await asked(0, fresh)).toBe('VALID')
      await Promise.all([endGrace(tenant.owner, { keyId: id }), meters[0]?.flush()])
      await written(0)
      for (const at of [0, 1]) expect(await asked(at, old)).toBe('EXPIRED')
    }
  })
})

test('a key that expires while its grace waits says EXPIRED, whichever secret is presented', async () => {
  const { id, old, fresh } = await rotated()
  await age(id, `expires_at = now() - interval '1 second'`)
  forget()
  for (const secret of [old, fresh]) expect(await asked(0, secret)).toBe('EXPIRED')
})
