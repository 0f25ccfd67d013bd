import { z } from 'zod'
import type { verifyAuditLog } from '#lib/contracts/audit.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { checkpointKeys } from '#lib/signing/checkpoint-keys.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { invalidField } from '../errors.ts'
import type { Attested, Progress } from './verify.ts'
import { type Query, type Stretch, verifyStretch } from './verify-stored.ts'

/** Milliseconds that one request reads on for. */
const budget = 1_000
/** Events that one statement reads. */
const size = 1_000

/**
 * Verifies the organization's log from a position on, for about a second.
 * @throws CoreError `forbidden`, `invalid` for a position that is not of this verification
 */
export async function verifyLog(
  ctx: Ctx,
  { position }: Input<typeof verifyAuditLog>,
): Promise<Reply<typeof verifyAuditLog>> {
  requirePermission(ctx, 'audit_event:read')
  const organizationId = requireOrganization(ctx)
  const began = performance.now()
  const known = new Set((await checkpointKeys()).map(({ kid }) => kid))
  const query: Query = (statement, values) => ctx.db.$queryRawUnsafe(statement, ...values)
  let { progress, agreed } =
    position === undefined ? { progress: null, agreed: null } : readPosition(position, organizationId)
  for (;;) {
    const stretch: Stretch = await verifyStretch(query, {
      organizationId,
      from: progress,
      size,
      isTrusted: (kid) => known.has(kid),
    })
    progress = stretch.progress
    if (stretch.agreed) agreed = { seq: stretch.agreed.seq, at: stretch.agreed.at }
    const { fault, head, isOver } = stretch
    if (!fault && !isOver && performance.now() - began < budget) continue
    const { events, first, last } = progress
    const status = fault ? 'broken' : isOver ? 'whole' : 'unfinished'
    return {
      status,
      events,
      first,
      last,
      head,
      checkpoint: agreed,
      fault,
      position: status === 'unfinished' ? positionOf(progress, agreed) : null,
    }
  }
}

type Agreed = Pick<Attested, 'seq' | 'at'>

const seq = z.string().regex(/^[1-9]\d{0,17}$/)
const at = z.iso.datetime().length(24)
const place = z.strictObject({ seq, at, hash: z.string().regex(/^[0-9a-f]{64}$/) })
const resumed = z.strictObject({
  organizationId: z.guid(),
  events: z.int().min(1),
  first: place,
  last: place,
  agreed: z.strictObject({ seq, at }).nullable(),
})

function positionOf(progress: Progress, agreed: Agreed | null): string {
  return Buffer.from(JSON.stringify({ ...progress, agreed })).toString('base64url')
}

/** It says what its bearer says: what they verify is for them alone. */
function readPosition(text: string, organizationId: string): { progress: Progress; agreed: Agreed | null } {
  const refusal = () => invalidField('position', 'Not a position of this verification; start it anew.')
  let said: unknown
  try {
    said = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    throw refusal()
  }
  const parsed = resumed.safeParse(said)
  if (!parsed.success || parsed.data.organizationId !== organizationId) throw refusal()
  const { agreed, ...progress } = parsed.data
  return { progress, agreed }
}
