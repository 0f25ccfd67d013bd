import type { ApiKey } from '#lib/contracts/api-key.ts'
import { requireOrganization } from '#lib/core/authorize.ts'
import { create } from '#lib/core/keys/create.ts'
import { effectiveSets } from '#lib/core/keys/effective-sets.ts'
import { getStanding } from '#lib/core/keys/get-standing.ts'
import { listOfOwner, ownerIdOf } from '#lib/core/keys/list-of-owner.ts'
import { countStanding } from '#lib/core/keys/list-standing.ts'
import { remove } from '#lib/core/keys/remove.ts'
import { adopt } from '#lib/core/presets/install.ts'
import { transaction } from '#lib/core/transaction.ts'
import type { Verb } from '#lib/http/endpoint.ts'
import { tellPage } from '#lib/http/page-headers.ts'
import type { VendorCtx } from '#lib/http/vendor-surface.ts'
import type * as contract from './contract.ts'
import { preset } from './preset.ts'
import { createdKey, defaultScope, nativeKey, shownKey } from './translate.ts'

type Answer<Name extends 'listKeysOfUser' | 'listOwnKeys' | 'getKey' | 'createKey' | 'deleteKey'> = Verb<
  (typeof contract)[Name],
  VendorCtx
>

/** The keys of a person or service account; of another's than one's own only where the caller may see all. */
export const listKeysOfUser: Answer<'listKeysOfUser'> = (ctx, { userId, cursor }) =>
  keysOf(ctx, userId, cursor)

/** The caller's own keys; those of its owner, where a key asks. */
export const listOwnKeys: Answer<'listOwnKeys'> = async (ctx, { cursor }) => {
  const ownerId = ownerIdOf(ctx)
  return ownerId === null ? [] : keysOf(ctx, ownerId, cursor)
}

async function keysOf(ctx: VendorCtx, ownerId: string, cursor: string | undefined) {
  const { items, nextCursor } = await listOfOwner(ctx, { ownerId, cursor })
  await tellPage(ctx, { cursor, nextCursor }, () => countStanding(ctx, { owner: ownerId }))
  return shown(ctx, items)
}

/** A key, by who may see all. */
export const getKey: Answer<'getKey'> = async (ctx, { keyId }) => {
  const key = await getStanding(ctx, { keyId })
  return shownKey(key, key.effectivePermissions)
}

/** A key for the caller, with the scope that the vendor's keys begin with. */
export const createKey: Answer<'createKey'> = (ctx, body) =>
  transaction(ctx, async (tx) => {
    // By what the maker held as the request came in: the scopes may have been made since, by another's first call.
    const maker = tx.permissions.has(defaultScope) ? tx : await adopt(tx, preset)
    const issuance = { format: 'trackgenesis', pastExpiry: true } as const
    return createdKey(await create(maker, nativeKey(body, new Date()), issuance))
  })

/** Revokes it: from the answer on it is refused everywhere. */
export const deleteKey: Answer<'deleteKey'> = async (ctx, { keyId }) => {
  await remove(ctx, { keyId })
  return { message: 'Api key deleted successfully', status: 'success' }
}

async function shown(ctx: VendorCtx, keys: readonly ApiKey[]) {
  const sets = await effectiveSets(ctx.db, requireOrganization(ctx), keys)
  return keys.map((key) => shownKey(key, sets.get(key.id) ?? []))
}
