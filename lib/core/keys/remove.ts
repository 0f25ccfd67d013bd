import { requireInEffect } from '../changes/in-effect.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { transactionInEffect } from '../transaction.ts'
import { openKey } from './open.ts'
import { revoke } from './revoke.ts'

/**
 * Revokes a key for a contract in which it is then gone: one that is revoked already is not found. That is said, too, only when every
 * node knows.
 * @param self whether the calling key may remove itself, whatever it holds
 * @throws CoreError `not_found`, `forbidden`, `unavailable` where a node has not confirmed it
 */
export async function remove(
  ctx: Ctx,
  { keyId }: { keyId: string },
  { self = false }: { self?: boolean } = {},
): Promise<void> {
  const itself = self && ctx.actor.type === 'key' && ctx.actor.id === keyId
  const may = itself ? { ...ctx, permissions: new Set(['api_key:delete:any']) } : ctx
  const { result: gone, effective } = await transactionInEffect(may, async (tx) => {
    const { revokedAt } = await openKey(tx, keyId, 'delete')
    await revoke(tx, { keyId })
    return revokedAt !== null
  })
  requireInEffect(await presentEffective(ctx, effective))
  if (gone) throw notFound()
}
