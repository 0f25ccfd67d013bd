import type { bulkKeys } from '#lib/contracts/bulk.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { holdsAnyScope, requireOrganization } from '../authorize.ts'
import type { Effective } from '../changes/confirmer.ts'
import { allInEffect, presentEffective } from '../changes/present.ts'
import type { Ctx, KeyOwner } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { narrow } from '../oversight/narrow.ts'
import { excessAfter } from '../oversight/refresh-excess.ts'
import { commit, type Tx } from '../transaction.ts'
import { holdOwner, resolveOwner } from './owner.ts'
import { revoke } from './revoke.ts'
import { transfer } from './transfer.ts'
import { update } from './update.ts'

type Question = Input<typeof bulkKeys>
type Result = Reply<typeof bulkKeys>['results'][number]

/** How many keys share a transaction: enough to spare commits, few enough that nobody waits long for a lock. */
const together = 10

/**
 * Does one thing to many keys. Each succeeds or fails by itself, by the rules of the verb for one; a repeated id is done
 * once.
 * @throws CoreError `forbidden` for who may do this to no key at all, `invalid` for an owner that the organization
 * does not have
 */
export async function bulk(ctx: Ctx, input: Question): Promise<Reply<typeof bulkKeys>> {
  const organizationId = requireOrganization(ctx)
  const owner = await newOwner(ctx, organizationId, input)
  const ids = [...new Set(input.ids)]
  const results = new Map<string, Result>()
  // A node that does not answer is waited for once, not once for each few keys.
  const confirmations: Promise<Effective>[] = []
  for (let at = 0; at < ids.length; at += together) {
    const some = ids.slice(at, at + together)
    const { confirmed } = await commit(ctx, async (tx) => {
      if (owner) await holdOwner(tx, owner)
      const there = await lockInOrder(tx, organizationId, some)
      for (const id of some)
        results.set(id, await attempt(id, there.has(id) ? () => doTo(tx, id, input, owner) : absent))
    })
    if (confirmed) confirmations.push(confirmed())
  }
  const effective = allInEffect(await Promise.all(confirmations))
  return {
    results: ids.flatMap((id) => results.get(id) ?? []),
    ...(effective && { effective: await presentEffective(ctx, effective) }),
  }
}

async function newOwner(ctx: Ctx, organizationId: string, input: Question): Promise<KeyOwner | null> {
  if (input.action !== 'transfer' || input.ownerId === undefined) return null
  // Before anybody is looked for, so that the answer tells nothing of who there is.
  if (!ctx.permissions.has('api_key:update:any')) {
    const right = holdsAnyScope(ctx.permissions, 'api_key:update') ? 'transferring keys' : 'this'
    throw new CoreError(
      'forbidden',
      `For ${right} you need the permission api_key:update:any, which you do not hold.`,
    )
  }
  return resolveOwner(ctx.db, organizationId, input.ownerId)
}

/**
 * All locks at once and in one order, before the first audit event takes the organization's: so nothing deadlocks.
 * @returns those that there are
 */
async function lockInOrder(tx: Tx, organizationId: string, ids: string[]): Promise<Set<string>> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM api_key WHERE id = ANY(${ids}::uuid[]) AND organization_id = ${organizationId}::uuid
    ORDER BY id FOR NO KEY UPDATE`
  return new Set(rows.map(({ id }) => id))
}

async function absent(): Promise<never> {
  throw notFound()
}

/** The verbs refuse before they write, so a refusal leaves the transaction as it was. */
async function attempt(id: string, work: () => Promise<unknown>): Promise<Result> {
  try {
    await work()
    return { id, ok: true }
  } catch (error) {
    if (!(error instanceof CoreError)) throw error
    return { id, ok: false, code: error.code, detail: error.message }
  }
}

function doTo(tx: Tx, keyId: string, input: Question, owner: KeyOwner | null): Promise<unknown> {
  if (input.action === 'revoke') return revoke(tx, { keyId, reason: input.reason })
  if (input.action === 'transfer' && owner) return transfer(tx, { keyId, owner })
  if (input.action === 'expire') return update(tx, { keyId, expiresAt: input.expiresAt })
  if (input.action === 'narrow') return narrow(tx, { keyId, days: excessAfter })
  return update(tx, { keyId, enabled: input.action === 'enable' })
}
