import type { Prisma, PrismaClient } from '#lib/db/generated/client.ts'
import { asServer } from '../system.ts'
import type { Tx } from '../transaction.ts'
import { audienceOf } from './audience.ts'
import { keyFactsOf, type NoticedKey } from './facts.ts'
import { oneByOne } from './one-by-one.ts'
import { tell } from './tell.ts'

/** How many alerts one transaction tells of. */
const batch = 100
const day = 24 * 3600 * 1000

/** After its expiry, the use of a key is told of once in so many days, for as long as it goes on. */
const usedAfterExpiryEvery = 7

/** What the meter found of a key on a day (`lib/gate/watch.ts`). */
interface Alert {
  keyId: string
  kind: string
  day: Date
  at: Date
  ip: string | null
  userAgent: string | null
}

/** Tells of what the meter found. @returns how many there were to look at */
export async function tellAlerts(db: PrismaClient): Promise<number> {
  let total = 0
  for (;;) {
    const found = await step(db)
    total += found
    if (found < batch) return total
  }
}

async function step(prisma: PrismaClient): Promise<number> {
  return prisma.$transaction(
    async (db) => {
      const alerts = await db.$queryRaw<Alert[]>`
        SELECT key_id AS "keyId", kind, day, at, ip, user_agent AS "userAgent" FROM key_alert
        WHERE told_at IS NULL ORDER BY at LIMIT ${batch} FOR UPDATE SKIP LOCKED`
      const keys = await keyFactsOf(
        db,
        alerts.map(({ keyId }) => keyId),
      )
      await oneByOne(
        db,
        alerts,
        ({ keyId, kind }) => ({ keyId, kind }),
        async (alert) => {
          const key = keys.get(alert.keyId)
          if (key) await tellOf(db, alert, key)
        },
      )
      await db.$executeRaw`
        UPDATE key_alert SET told_at = now() FROM unnest(${alerts.map(({ keyId }) => keyId)}::uuid[],
          ${alerts.map(({ kind }) => kind)}::text[], ${alerts.map((one) => one.day)}::date[]) AS told (key_id, kind, day)
        WHERE (key_alert.key_id, key_alert.kind, key_alert.day) = (told.key_id, told.kind, told.day)`
      return alerts.length
    },
    { maxWait: 5_000, timeout: 15_000 },
  )
}

async function tellOf(db: Prisma.TransactionClient, alert: Alert, key: NoticedKey): Promise<void> {
  const { keyId, kind, at, ip, userAgent } = alert
  const { organizationId, projectId, ownerId, expiresAt, facts } = key
  const tx: Tx = { ...asServer(db, organizationId, 'Notices'), afterCommit: [], touched: new Set() }
  const recipients = await audienceOf(db, {
    organizationId,
    projectId,
    to: 'owner-and-governors',
    named: [ownerId],
    except: null,
  })
  const common = { organizationId, projectId, keyId, at, recipients }
  if (kind === 'new_address')
    await tell(tx, {
      ...common,
      type: 'key.used_from_new_address',
      subject: `${keyId} ${alert.day.toISOString().slice(0, 10)}`,
      data: { ...facts, ip, userAgent },
    })
  // Somebody has given it more time since: then it is no news any more.
  if (kind === 'expired' && expiresAt !== null && expiresAt <= at) {
    const end = expiresAt.toISOString()
    const week = Math.floor((at.getTime() - expiresAt.getTime()) / (usedAfterExpiryEvery * day))
    await tell(tx, {
      ...common,
      type: 'key.used_after_expiry',
      subject: `${keyId} ${end} ${week}`,
      data: { ...facts, expiresAt: end, ip, userAgent },
    })
  }
}
