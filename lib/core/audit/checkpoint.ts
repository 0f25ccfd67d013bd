import type { AuditCheckpoint, createAuditCheckpoint } from '#lib/contracts/audit.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import { checkpointSigner } from '#lib/signing/checkpoint-keys.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx, Db } from '../context.ts'
import { CoreError } from '../errors.ts'
import { signStatement } from './statement.ts'

/** Hours in which an organization's events wait for a checkpoint. */
const hours = 1
/** Organizations that one call of a job gets to know of. */
const atOnce = 500

interface Row {
  seq: bigint
  hash: Uint8Array
  at: Date
  jws: string
}

const present = ({ seq, hash, at, jws }: Row): AuditCheckpoint => ({
  seq: String(seq),
  hash: Buffer.from(hash).toString('hex'),
  at: at.toISOString(),
  jws,
})

/** The organizations of whose log something came after the last checkpoint, which is an hour old. */
export async function checkpointDue(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT o.id FROM organization o LEFT JOIN LATERAL (
      SELECT c.seq, c.at FROM audit_checkpoint c WHERE c.organization_id = o.id ORDER BY c.seq DESC LIMIT 1
    ) last ON true
    WHERE o.audit_seq > coalesce(last.seq, 0)
      AND coalesce(last.at, '-infinity') <= clock_timestamp() - make_interval(hours => ${hours})
    ORDER BY o.id LIMIT ${atOnce}`
  return rows.map(({ id }) => id)
}

/**
 * Signs how far an organization's log goes now. Where that is signed already, as by somebody who came at the same time, this gives
 * what was signed then.
 * @returns null for an organization of which nothing was ever logged, or that is not there
 */
export async function makeCheckpoint(db: Db, organizationId: string): Promise<AuditCheckpoint | null> {
  const [head] = await db.$queryRaw<{ seq: bigint; hash: Uint8Array; at: Date }[]>`
    SELECT audit_seq AS seq, audit_hash AS hash, date_trunc('milliseconds', clock_timestamp()) AS at
    FROM organization WHERE id = ${organizationId}::uuid AND audit_seq > 0`
  if (!head) return null
  const where = { organizationId_seq: { organizationId, seq: head.seq } }
  const known = await db.auditCheckpoint.findUnique({ where })
  if (known) return present(known)
  const jws = await signStatement(
    {
      organizationId,
      seq: String(head.seq),
      hash: Buffer.from(head.hash).toString('hex'),
      at: head.at.toISOString(),
    },
    await checkpointSigner(),
  )
  const hash = new Uint8Array(head.hash)
  await db.auditCheckpoint.createMany({ data: { ...head, hash, organizationId, jws }, skipDuplicates: true })
  return present(await db.auditCheckpoint.findUniqueOrThrow({ where }))
}

/** Makes a checkpoint because somebody asks for one. It is a record itself, and changes nothing that is to be recorded. */
export async function createCheckpoint(ctx: Ctx): Promise<Reply<typeof createAuditCheckpoint>> {
  requirePermission(ctx, 'audit_event:read')
  const made = await makeCheckpoint(ctx.db, requireOrganization(ctx))
  if (!made) throw new CoreError('conflict', 'Nothing has been logged yet.')
  return made
}
