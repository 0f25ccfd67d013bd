import type { PoolClient } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { verifyAuditLog } from '#lib/contracts/audit.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { seededRandom } from '#lib/http/testing/random.ts'
import { checkpointKeys } from '#lib/signing/checkpoint-keys.ts'
import type { Ctx } from '../context.ts'
import { foundTenant, type Tenant } from '../keys/testing.ts'
import { chainHash } from './chain.ts'
import { makeCheckpoint } from './checkpoint.ts'
import { linkedOf, type StoredEvent, storedColumns } from './stored.ts'
import { makeHistory } from './testing/history.ts'
import type { Fault, Progress } from './verify.ts'
import { verifyLog } from './verify-log.ts'
import { type Query, verifyStretch } from './verify-stored.ts'

/* The log as it lies in the database, altered by somebody who may do everything there: with the triggers standing aside. */

withDatabase()

const random = seededRandom('alterations of the stored log')
/** How many alterations are made. */
const rounds = Math.max(1_000, Number(process.env.TEST_CASES) || 0)

let tenant: Tenant
let owner: Ctx
let other: Tenant
let count: number
let checkpointAt: number
let kids: ReadonlySet<string>

beforeAll(async () => {
  tenant = await foundTenant()
  owner = tenant.owner
  other = await foundTenant('Other')
  await makeHistory(owner, 30, random, [tenant.projectId])
  checkpointAt = Number((await makeCheckpoint(owner.db, tenant.organizationId))?.seq)
  await makeHistory(owner, 20, random, [tenant.projectId])
  count = await database().prisma.auditEvent.count({ where: { organizationId: tenant.organizationId } })
  kids = new Set((await checkpointKeys()).map(({ kid }) => kid))
}, 60_000)

/** Verifies what a connection sees, in stretches of a few events. */
async function faultSeenBy(query: Query, size: number): Promise<Fault | null> {
  let from: Progress | null = null
  for (;;) {
    const stretch = await verifyStretch(query, {
      organizationId: tenant.organizationId,
      from,
      size,
      isTrusted: (kid) => kids.has(kid),
    })
    if (stretch.fault || stretch.isOver) return stretch.fault
    from = stretch.progress
  }
}

/** The fault that is seen after `alter`, which is undone. */
async function faultAfter(
  alter: (client: PoolClient) => Promise<unknown>,
  size = 1 + random.int(70),
): Promise<Fault | null> {
  const client = await database().pool.connect()
  try {
    await client.query('begin; set local session_replication_role = replica')
    await alter(client)
    return await faultSeenBy(
      async (statement, values) => (await client.query(statement, [...values])).rows,
      size,
    )
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const here = () => `organization_id = '${tenant.organizationId}'`

/** Reads an event, changes what it says, and writes it with a hash that fits. */
async function forge(client: PoolClient, seq: number, action: string, before?: string): Promise<string> {
  const { rows } = await client.query<StoredEvent>(
    `select ${storedColumns} from audit_event e where ${here()} and e.seq = $1`,
    [seq],
  )
  const { prevHash, hash: _hash, ...event } = linkedOf(rows[0] as StoredEvent)
  const previous = before ?? prevHash
  const hash = Buffer.from(chainHash(Buffer.from(previous, 'hex'), { ...event, action })).toString('hex')
  await client.query(
    `update audit_event set action = $2, prev_hash = decode($3, 'hex'), hash = decode($4, 'hex')
     where ${here()} and seq = $1`,
    [seq, action, previous, hash],
  )
  return hash
}

interface Alteration {
  name: string
  alter(client: PoolClient): Promise<unknown>
  /** The first place that is not as it was written. */
  place: number
}

const columns = [
  `id = gen_random_uuid()`,
  `at = at + interval '1 millisecond'`,
  `actor_type = case actor_type when 'user' then 'key'::actor_type else 'user' end`,
  `actor_id = gen_random_uuid()`,
  `actor_name = actor_name || ' '`,
  `action = action || 'd'`,
  `target_type = target_type || 's'`,
  `target_id = '0'`,
  `target_name = upper(target_name) || '!'`,
  `project_id = case when project_id is null then gen_random_uuid() end`,
  `detail = detail || '{"more": 1}'`,
  `detail = '[]'`,
  `ip = case when ip is null then '192.0.2.1' end`,
  `user_agent = case when user_agent is null then '' end`,
  `request_id = request_id || 'x'`,
  `hash = sha256(hash)`,
  `prev_hash = sha256(prev_hash)`,
]

/** A place from `from` to `to`. */
const between = (from: number, to: number) => from + random.int(to - from + 1)

const kinds: (() => Alteration)[] = [
  () => {
    const place = between(1, count)
    const column = random.pick(columns)
    return {
      name: `an edit of event ${place}: ${column}`,
      alter: (client) => client.query(`update audit_event set ${column} where ${here()} and seq = ${place}`),
      place,
    }
  },
  () => {
    const place = between(1, count - 1)
    return {
      name: `an edit of event ${place} with a hash that fits`,
      alter: (client) => forge(client, place, 'key.forged'),
      // Where a checkpoint attests the event itself, that shows it first.
      place: place === checkpointAt ? place : place + 1,
    }
  },
  () => {
    const place = between(1, count)
    const last = between(place, Math.min(count, place + 5))
    return {
      name: `events ${place} to ${last} deleted`,
      alter: (client) =>
        client.query(`delete from audit_event where ${here()} and seq between ${place} and ${last}`),
      place,
    }
  },
  () => {
    const place = between(1, count - 1)
    return {
      name: `event ${place} deleted, and all after it moved up`,
      alter: (client) =>
        client.query(
          `delete from audit_event where ${here()} and seq = ${place};
           update audit_event set seq = -seq where ${here()} and seq > ${place};
           update audit_event set seq = -seq - 1 where ${here()} and seq < 0`,
        ),
      place,
    }
  },
  () => {
    const place = between(1, count - 1)
    const second = between(place + 1, count)
    return {
      name: `events ${place} and ${second} exchanged`,
      alter: (client) =>
        client.query(
          `update audit_event set seq = -1 where ${here()} and seq = ${place};
           update audit_event set seq = ${place} where ${here()} and seq = ${second};
           update audit_event set seq = ${second} where ${here()} and seq = -1`,
        ),
      place,
    }
  },
  () => {
    const place = between(1, count)
    const source = between(1, count)
    return {
      name: `a copy of event ${source} put in as ${place}, and the rest moved down`,
      alter: (client) =>
        client.query(
          `create temp table copy on commit drop as select * from audit_event where ${here()} and seq = ${source};
           update copy set seq = ${place}, id = gen_random_uuid();
           update audit_event set seq = -seq where ${here()} and seq >= ${place};
           update audit_event set seq = -seq + 1 where ${here()} and seq < 0;
           insert into audit_event select * from copy;
           update organization set audit_seq = audit_seq + 1 where id = '${tenant.organizationId}'`,
        ),
      place,
    }
  },
  () => {
    const place = random.pick([0, -3, count + 1])
    return {
      name: `an event put before the first or behind the last (${place})`,
      alter: (client) =>
        client.query(
          `create temp table copy on commit drop as select * from audit_event where ${here()} and seq = ${count};
           update copy set seq = ${place}, id = gen_random_uuid();
           insert into audit_event select * from copy`,
        ),
      place: place > 0 ? place : 1,
    }
  },
  () => ({
    name: 'an event put behind the last that follows it, the head left as it was',
    alter: async (client) => {
      await client.query(
        `create temp table copy on commit drop as select * from audit_event where ${here()} and seq = ${count};
         update copy set seq = ${count + 1}, id = gen_random_uuid();
         insert into audit_event select * from copy`,
      )
      const { rows } = await client.query<{ hash: string }>(
        `select encode(hash, 'hex') as hash from audit_event where ${here()} and seq = ${count}`,
      )
      await forge(client, count + 1, 'key.forged', rows[0]?.hash)
    },
    place: count + 1,
  }),
  () => {
    const place = between(1, count)
    return {
      name: `the log cut off from event ${place} on`,
      alter: (client) => client.query(`delete from audit_event where ${here()} and seq >= ${place}`),
      place,
    }
  },
  () => {
    const kept = between(1, checkpointAt - 1)
    return {
      name: `the log cut off after event ${kept}, and the head set back`,
      alter: (client) =>
        client.query(
          `delete from audit_event where ${here()} and seq > ${kept};
           update organization set audit_seq = ${kept},
             audit_hash = (select hash from audit_event where ${here()} and seq = ${kept})
           where id = '${tenant.organizationId}'`,
        ),
      place: kept + 1,
    }
  },
  () => {
    const place = between(1, checkpointAt)
    return {
      name: `event ${place} forged, every hash after it made anew, and the head`,
      alter: async (client) => {
        let before: string | undefined
        for (let seq = place; seq <= count; seq += 1) {
          const { rows } = await client.query<{ action: string }>(
            `select action from audit_event where ${here()} and seq = $1`,
            [seq],
          )
          before = await forge(client, seq, seq === place ? 'key.forged' : (rows[0]?.action ?? ''), before)
        }
        await client.query(
          `update organization set audit_hash = decode('${before}', 'hex') where id = '${tenant.organizationId}'`,
        )
      },
      place: checkpointAt,
    }
  },
  () => {
    const place = between(1, count)
    return {
      name: `event ${place} exchanged for one of another organization`,
      alter: (client) =>
        client.query(
          `delete from audit_event where ${here()} and seq = ${place};
           create temp table copy on commit drop as
             select * from audit_event where organization_id = '${other.organizationId}' order by seq limit 1;
           update copy set organization_id = '${tenant.organizationId}', seq = ${place}, id = gen_random_uuid();
           insert into audit_event select * from copy`,
        ),
      place,
    }
  },
]

test('an untouched log is whole, in stretches of whatever size', async () => {
  for (const size of [1, 2, 7, count - 1, count, count + 1, 1000])
    expect(await faultAfter(async () => {}, size)).toBeNull()
})

test(`${rounds} edits, deletions, insertions, reorders and truncations are each found, and where`, async () => {
  const missed: string[] = []
  const seen = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1) {
    const { name, alter, place } = (kinds[round % kinds.length] as () => Alteration)()
    const fault = await faultAfter(alter)
    seen.set(fault?.kind ?? 'none', (seen.get(fault?.kind ?? 'none') ?? 0) + 1)
    if (fault?.seq !== String(place)) missed.push(`${name}: ${fault?.seq} ${fault?.message}`)
  }
  expect(missed).toEqual([])
  expect([...seen.keys()].sort()).toEqual(
    ['altered', 'inserted', 'missing', 'rewritten', 'truncated', 'unlinked'].sort(),
  )
}, 240_000)

describe('a checkpoint', () => {
  const change = (set: string) => (client: PoolClient) =>
    client.query(`update audit_checkpoint set ${set} where ${here()}`)

  test.each([
    `hash = sha256(hash)`,
    `seq = seq - 1`,
    `jws = overlay(jws placing 'A' from length(jws) - 20 for 1) || ''`,
    `jws = 'eyJhbGciOiJub25lIn0.e30.'`,
  ])('that was altered shows itself: %s', async (set) => {
    const fault = await faultAfter(async (client) => {
      await change(set)(client)
      // A letter of the signature that happens to be an A already.
      await client.query(
        `update audit_checkpoint set jws = jws || 'A' where ${here()} and jws like '%.%.%' and ${set.startsWith('jws = overlay')}`,
      )
    })
    expect(fault).toMatchObject({ kind: 'checkpoint' })
  })

  test('signed by a key that is not ours shows itself', async () => {
    const fault = await faultSeenByTrusting(() => false)
    expect(fault).toMatchObject({ kind: 'checkpoint', seq: String(checkpointAt) })
  })

  async function faultSeenByTrusting(isTrusted: (kid: string) => boolean): Promise<Fault | null> {
    const query: Query = async (statement, values) =>
      (await database().pool.query(statement, [...values])).rows
    const { fault } = await verifyStretch(query, {
      organizationId: tenant.organizationId,
      from: null,
      size: 1000,
      isTrusted,
    })
    return fault
  }
})

describe('the portal’s own verification', () => {
  test('tells from where to where, the head, and the checkpoint that agreed', async () => {
    const reply = verifyAuditLog.reply?.parse(await verifyLog(owner, {}))
    expect(reply).toMatchObject({
      status: 'whole',
      events: count,
      first: { seq: '1' },
      last: { seq: String(count) },
      head: { seq: String(count), hash: reply?.last?.hash },
      checkpoint: { seq: String(checkpointAt) },
      fault: null,
      position: null,
    })
  })

  test('is not misled by events that are written meanwhile', async () => {
    let writing = true
    const written = (async () => {
      while (writing) await makeHistory(other.owner, 5, random, [other.projectId])
    })()
    for (let round = 0; round < 15; round += 1) {
      if (round % 5 === 0) await makeCheckpoint(other.owner.db, other.organizationId)
      const { status, fault } = await verifyLog(other.owner, {})
      expect(fault).toBeNull()
      expect(status).toBe('whole')
    }
    writing = false
    await written
  })

  test('takes no position but its own', async () => {
    const said = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const position of ['x', '', said({}), said(null), said({ organizationId: other.organizationId })])
      await expect(verifyLog(owner, { position })).rejects.toMatchObject({ code: 'invalid' })
  })
})
