import { canonical } from './audit/canonical.ts'
import { changed } from './changes/changed.ts'
import { presentEffective } from './changes/present.ts'
import type { Ctx } from './context.ts'
import { CoreError } from './errors.ts'
import { keyedDigest } from './seal.ts'
import { type Tx, transactionInEffect } from './transaction.ts'

/** How long an answer is kept for its repetition, in hours. */
export const keptHours = 24

interface Attempt {
  /** What the caller chose, 1 to 255 characters. */
  key: string
  /** The operation. With the credential it bounds where the key counts. */
  operationId: string
  /** What was asked: the same key with another input is a mistake of the caller's. */
  input: unknown
}

export interface Outcome {
  status: number
  body: unknown
  /** True where this is the answer of an earlier request. */
  replayed: boolean
}

/**
 * Runs `work` at most once for a key, in one transaction with the record of its answer. A request that arrives while the first still
 * runs waits for it; one that comes later gets the first answer, without what `withoutSecrets` takes out of it.
 *
 * An answer that failed leaves no record, so that another try may succeed. What `work` puts into `late`, after the commit, goes into
 * the first answer and no other.
 * Source: draft-ietf-httpapi-idempotency-key-header-07.
 * @throws CoreError `idempotency_mismatch` where the key was used for another input, and what `work` throws
 */
export async function once(
  ctx: Ctx,
  attempt: Attempt,
  work: (tx: Tx) => Promise<{ status: number; body: unknown }>,
  withoutSecrets: (body: unknown) => unknown,
): Promise<Outcome> {
  const scope = `${credential(ctx)}:${attempt.operationId}`
  // Keyed, since what is asked may hold a secret.
  const fingerprint = keyedDigest('idempotency', scope, canonical(attempt.input))
  const late: Record<string, unknown> = {}
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const { key } = attempt
    await tx.db.$executeRaw`
      DELETE FROM idempotency_record
      WHERE scope = ${scope} AND key = ${key} AND created_at < now() - make_interval(hours => ${keptHours})`
    const claimed = await tx.db.$executeRaw`
      INSERT INTO idempotency_record (scope, key, fingerprint) VALUES (${scope}, ${key}, ${fingerprint})
      ON CONFLICT DO NOTHING`
    if (claimed === 0) {
      const first = await tx.db.idempotencyRecord.findUnique({ where: { scope_key: { scope, key } } })
      if (!first?.status)
        throw new CoreError('unavailable', 'The first request has not ended; try again.', { retryAfter: 1 })
      if (!Buffer.from(first.fingerprint).equals(fingerprint))
        throw new CoreError('idempotency_mismatch', 'This Idempotency-Key was used for a different request.')
      // The first may still be waiting for nodes: whoever repeats it is answered no sooner than it.
      changed(tx, touchedBy(attempt.input))
      return { status: first.status, body: first.body as unknown, replayed: true }
    }
    const { status, body } = await work({ ...tx, late })
    await tx.db.idempotencyRecord.update({
      where: { scope_key: { scope, key } },
      data: { status, body: withoutSecrets(body) as object },
    })
    return { status, body, replayed: false }
  })
  if (!effective && Object.keys(late).length === 0) return result
  const told = effective ? { effective: await presentEffective(ctx, effective) } : {}
  return { ...result, body: { ...(result.body as object), ...late, ...told } }
}

/** The key, or else the project, that an operation changes or makes something in, where it names one. */
function touchedBy(input: unknown): { keyId?: string; projectId?: string } {
  const { keyId, projectId } = input as { keyId?: unknown; projectId?: unknown }
  if (typeof keyId === 'string') return { keyId }
  return typeof projectId === 'string' ? { projectId } : {}
}

function credential(ctx: Ctx): string {
  if (ctx.actor.type === 'user' || ctx.actor.type === 'key')
    return `${ctx.actor.type}:${ctx.actor.id}:${ctx.organizationId}`
  return 'anonymous'
}
