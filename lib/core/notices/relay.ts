import type { PrismaClient } from '#lib/db/generated/client.ts'
import type { Db } from '../context.ts'
import { asServer } from '../system.ts'
import { keyFactsOf } from './facts.ts'
import { type LoggedEvent, tellOfEvent, typeOfAction } from './from-audit.ts'
import { oneByOne } from './one-by-one.ts'

/** How many events one transaction reads: few enough that it never takes long, enough to spare commits. */
const batch = 50
/** Batches of one organization before others have their turn. */
const batchesAtOnce = 10
/** Milliseconds. */
const patience = 15_000

/** The organizations of whose audit log not everything was read, the longest behind first. */
export async function untoldOrganizations(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT organization.id FROM organization
    LEFT JOIN notice_cursor cursor ON cursor.organization_id = organization.id
    WHERE organization.audit_seq > coalesce(cursor.seq, 0)
    ORDER BY organization.audit_seq - coalesce(cursor.seq, 0) DESC LIMIT 1000`
  return rows.map(({ id }) => id)
}

/**
 * Tells of what came in an organization's audit log since it was last read. What is told and how far the log was read are
 * committed together: whenever the process ends, each event is told once. Where another reads the same log, this leaves it to that one.
 * @returns false where there is more to read
 */
export async function relay(db: PrismaClient, organizationId: string): Promise<boolean> {
  for (let turn = 0; turn < batchesAtOnce; turn += 1)
    if ((await step(db, organizationId)) < batch) return true
  return false
}

/** @returns how many events were read */
async function step(prisma: PrismaClient, organizationId: string): Promise<number> {
  return prisma.$transaction(
    async (db) => {
      await db.$executeRaw`
        INSERT INTO notice_cursor (organization_id, seq)
        SELECT id, 0 FROM organization WHERE id = ${organizationId}::uuid ON CONFLICT DO NOTHING`
      const [cursor] = await db.$queryRaw<{ seq: bigint }[]>`
        SELECT seq FROM notice_cursor WHERE organization_id = ${organizationId}::uuid FOR UPDATE SKIP LOCKED`
      if (!cursor) return 0
      const events = await db.$queryRaw<LoggedEvent[]>`
        SELECT id, organization_id AS "organizationId", seq, at, actor_type::text AS "actorType", actor_id AS "actorId",
          actor_name AS "actorName", action, target_type AS "targetType", target_id AS "targetId",
          target_name AS "targetName", project_id AS "projectId", detail
        FROM audit_event WHERE organization_id = ${organizationId}::uuid AND seq > ${cursor.seq}
        ORDER BY seq LIMIT ${batch}`
      const last = events.at(-1)
      if (!last) return 0
      const concerning = events.filter(({ action }) => typeOfAction(action))
      const keys = await keyFactsOf(
        db,
        concerning.flatMap(({ targetType, targetId }) => (targetType === 'key' ? [targetId] : [])),
      )
      const tx = { ...asServer(db, organizationId, 'Notices'), afterCommit: [], touched: new Set<never>() }
      await oneByOne(
        db,
        concerning,
        ({ seq, action }) => ({ organizationId, event: String(seq), action }),
        (event) => tellOfEvent(tx, event, keys),
      )
      await db.$executeRaw`
        UPDATE notice_cursor SET seq = ${last.seq} WHERE organization_id = ${organizationId}::uuid`
      return events.length
    },
    { maxWait: 5_000, timeout: patience },
  )
}
