import { createServer, type Server, type Socket, connect as tcp } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { database, openDatabase } from '#lib/db/client.ts'
import { databaseAway } from '#lib/db/failures.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { forgetEnv } from '#lib/env.ts'
import { introspect } from './introspect.ts'
import { lookup } from './lookup.ts'
import { type GateNode, startNode } from './node.ts'
import { breakGround, type Ground, plantKey, tokenOfKey } from './testing.ts'

/* A node behind a cable that can be pulled: what it does without the database, by the choice of each organization. */

withDatabase()

let cable: Server
let node: GateNode
let direct: string
const ends = new Set<Socket>()

/** A way to the database that only the node takes. */
async function lay(): Promise<void> {
  const { hostname, port } = new URL(process.env.DATABASE_URL ?? '')
  cable = createServer((near) => {
    const far = tcp({ host: hostname, port: Number(port) })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => ends.delete(one))
    }
  })
  await new Promise<void>((resolve) => cable.listen(0, '127.0.0.1', resolve))
}

function pull(): void {
  cable.close()
  for (const end of ends) end.destroy()
}

beforeEach(async () => {
  // The test's own way to the database is opened first, and stays.
  await database().pool.query('select 1')
  await lay()
  direct = process.env.DATABASE_URL ?? ''
  const url = new URL(direct)
  const address = cable.address()
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' ? address?.port : '')
  process.env.DATABASE_URL = url.href
  forgetEnv()
  node = startNode()
  globalThis.latchworkNode = node
  while (node.state().leaseLeft === 0) await sleep(10)
})

afterEach(async () => {
  globalThis.latchworkNode = undefined
  process.env.DATABASE_URL = direct
  forgetEnv()
  pull()
  await node.stop()
})

async function ground(staleSeconds: number): Promise<Ground> {
  const made = await breakGround()
  await database().pool.query('update organization set stale_seconds = $2 where id = $1', [
    made.organizationId,
    staleSeconds,
  ])
  return made
}

/** Until the node answers no more from memory: at the latest when its lease is out. */
async function adrift(): Promise<void> {
  while (node.state().leaseLeft > 0) await sleep(10)
}

const answered = async (secret: string) => {
  try {
    return (await lookup(secret))?.record.id ?? null
  } catch (error) {
    return databaseAway(error) ? 'away' : 'failed'
  }
}

test('without the database nothing is accepted that was only remembered', async () => {
  const { secret } = await plantKey(await ground(0))
  await lookup(secret)
  pull()
  await adrift()
  expect(await answered(secret)).toBe('away')
})

test('an organization that chose so goes on with what was known, for as long as it chose and no longer', async () => {
  const chosen = await plantKey(await ground(1))
  const strict = await plantKey(await ground(0))
  const unknown = await plantKey(await ground(1))
  await lookup(chosen.secret)
  await lookup(strict.secret)
  pull()
  await adrift()
  expect(await answered(chosen.secret)).toBe(chosen.id)
  expect(await answered(strict.secret)).toBe('away')
  // What was never asked is not known.
  expect(await answered(unknown.secret)).toBe('away')
  expect(node.state().stale).toBeGreaterThan(0)
  // The time counts from the end of the lease, which was good for two seconds more when the cable was pulled.
  await sleep(3_200)
  expect(await answered(chosen.secret)).toBe('away')
}, 15_000)

test('tokens go on with their keys, by the signing keys that were read last, and by no choice of another organization', async () => {
  const [lenient, strict] = [await ground(60), await ground(0)]
  const tokens = await Promise.all(
    [lenient, strict].map(async (made) => tokenOfKey(made, (await plantKey(made)).id, { lifetime: 3600 })),
  )
  const introspected = async (made: Ground, token = '') => {
    const { active } = await introspect(made.gateway, { token }).catch((error: { code: string }) => ({
      active: error.code,
    }))
    return active
  }
  const both = () => Promise.all([introspected(lenient, tokens[0]), introspected(strict, tokens[1])])
  expect(await both()).toEqual([true, true])
  // What was read of signing keys has long been too old to go by.
  const held = globalThis.latchworkSigning?.held
  if (!held) throw new Error('No signing keys were read')
  held.at -= 10 * 60_000
  const there = database()
  const cut = openDatabase({ url: process.env.DATABASE_URL ?? '', connections: 1 })
  globalThis.latchworkDatabase = cut
  try {
    cable.close()
    // Signing keys cannot be read, the keys themselves still can: the lease goes on.
    expect(node.state().leaseLeft).toBeGreaterThan(0)
    expect(await both()).toEqual([true, 'unavailable'])
    pull()
    await adrift()
    expect(await both()).toEqual([true, 'unavailable'])
  } finally {
    globalThis.latchworkDatabase = there
    await cut.pool.end()
  }
}, 15_000)
