import { expiryDays } from '#lib/contracts/notice-types/findings.ts'
import type { Prisma, PrismaClient } from '#lib/db/generated/client.ts'
import { asServer } from '../system.ts'
import type { Tx } from '../transaction.ts'
import { audienceOf } from './audience.ts'
import { keyFactsOf, type NoticedKey } from './facts.ts'
import { oneByOne } from './one-by-one.ts'
import { tell } from './tell.ts'

/*
 * What time alone brings about. For each number of days before a key's end, and for the end itself, there is a mark in the order in which
 * keys end (`notice_clock`): whatever lies before it has been looked at. A search reads on from its mark and moves it in the same
 * transaction, so that it costs what ends in the meantime, however many keys there are, and tells of each once.
 */

/** How many keys one transaction looks at. */
const batch = 200
const second = 1000
const day = 24 * 3600 * second

/**
 * Seconds that a search stays behind the clock: longer than a transaction may take, so that no key comes to end before the mark after
 * it was passed.
 */
const behind = 30

/** Milliseconds that a key must be meant to live, for its owner to be told that it ended: whoever makes keys by the hour knows. */
const longEnough = day

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

interface Search {
  /** Of its mark. */
  name: string
  /** How many days before its end a key is told of; 0: at its end. */
  days: number
  /** The next number of days at which it is told of again. */
  next: number
}

const searches: readonly Search[] = [
  ...expiryDays.map((days, at) => ({ name: `expiring-${days}`, days, next: expiryDays[at + 1] ?? 0 })),
  { name: 'expired', days: 0, next: 0 },
]

/** Tells of the keys that have come so near to their end, or to it, since this was last done. @returns how many were looked at */
export async function tellExpiries(db: PrismaClient): Promise<number> {
  let looked = 0
  for (const search of searches)
    for (;;) {
      const found = await step(db, search)
      looked += found
      if (found < batch) break
    }
  return looked
}

interface Ending {
  id: string
  createdAt: Date
  expiresAt: Date
  /** Whether it would be accepted, but for its expiry. */
  working: boolean
}

/** @returns how many keys were looked at */
async function step(prisma: PrismaClient, search: Search): Promise<number> {
  return prisma.$transaction(
    async (db) => {
      const [mark] = await db.$queryRaw<{ at: Date; keyId: string; until: Date; now: Date }[]>`
        SELECT at, key_id AS "keyId", date_trunc('milliseconds', clock_timestamp()) AS now,
          date_trunc('milliseconds', clock_timestamp())
            + make_interval(secs => ${search.days * 86_400 - behind}) AS until
        FROM notice_clock WHERE name = ${search.name} FOR UPDATE SKIP LOCKED`
      if (!mark || mark.until <= mark.at) return 0
      const endings = await db.$queryRaw<Ending[]>`
        SELECT k.id, k.created_at AS "createdAt", k.expires_at AS "expiresAt",
          k.enabled AND project.archived_at IS NULL AS working
        FROM api_key k JOIN project ON project.id = k.project_id
        WHERE k.expires_at IS NOT NULL AND k.revoked_at IS NULL
          AND (k.expires_at, k.id) > (${mark.at}, ${mark.keyId}::uuid) AND k.expires_at <= ${mark.until}
        ORDER BY k.expires_at, k.id LIMIT ${batch}`
      const worth = endings.filter((one) => isWorthTelling(one, search, mark.now))
      const keys = await keyFactsOf(
        db,
        worth.map(({ id }) => id),
      )
      await oneByOne(
        db,
        worth,
        ({ id }) => ({ keyId: id, search: search.name }),
        async ({ id, expiresAt }) => {
          const key = keys.get(id)
          if (key) await tellOf(db, key, search, { expiresAt, now: mark.now })
        },
      )
      const last = endings.length === batch ? endings.at(-1) : undefined
      await db.$executeRaw`
        UPDATE notice_clock SET at = ${last?.expiresAt ?? mark.until}, key_id = ${last?.id ?? lastId}::uuid
        WHERE name = ${search.name}`
      return endings.length
    },
    { maxWait: 5_000, timeout: 15_000 },
  )
}

/**
 * A key that is refused anyway needs no warning; nor does one that was not meant to live twice as long as the warning comes before its
 * end, and one so near to its end by now that the next warning has come.
 */
function isWorthTelling(
  { createdAt, expiresAt, working }: Ending,
  { days, next }: Search,
  now: Date,
): boolean {
  const lifetime = expiresAt.getTime() - createdAt.getTime()
  if (!working) return false
  if (days === 0) return lifetime >= longEnough
  return lifetime >= 2 * days * day && expiresAt.getTime() - now.getTime() > next * day
}

async function tellOf(
  db: Prisma.TransactionClient,
  key: NoticedKey,
  { days }: Search,
  { expiresAt, now }: { expiresAt: Date; now: Date },
): Promise<void> {
  const { organizationId, projectId, facts } = key
  const keyId = facts.key.id
  const tx: Tx = { ...asServer(db, organizationId, 'Notices'), afterCommit: [], touched: new Set() }
  const end = expiresAt.toISOString()
  const common = {
    organizationId,
    projectId,
    keyId,
    recipients: await audienceOf(db, {
      organizationId,
      projectId,
      to: 'owner',
      named: [key.ownerId],
      except: null,
    }),
  }
  const data = { ...facts, expiresAt: end, lastUsedAt: key.lastUsedAt?.toISOString() ?? null }
  if (days === 0)
    await tell(tx, { ...common, type: 'key.expired', subject: `${keyId} ${end}`, at: expiresAt, data })
  else
    await tell(tx, {
      ...common,
      type: 'key.expiring',
      subject: `${keyId} ${end} ${days}`,
      at: now,
      data: { ...data, days: Math.max(1, Math.round((expiresAt.getTime() - now.getTime()) / day)) },
    })
}
