import { requireOrganization } from '#lib/core/authorize.ts'
import { permissions } from '#lib/core/catalogue/list-permissions.ts'
import { permissionIds } from '#lib/core/catalogue/permission-ids.ts'
import { CoreError } from '#lib/core/errors.ts'
import { create } from '#lib/core/keys/create.ts'
import { countStanding, listStanding } from '#lib/core/keys/list-standing.ts'
import { remove } from '#lib/core/keys/remove.ts'
import type { Verb } from '#lib/http/endpoint.ts'
import { tellPage } from '#lib/http/page-headers.ts'
import type { VendorCtx } from '#lib/http/vendor-surface.ts'
import type * as contract from './contract.ts'
import { createdKey, distinct, listedKey, nativeKey } from './translate.ts'

type Answer<Name extends 'listPermissions' | 'listKeys' | 'createKey' | 'deleteKey'> = Verb<
  (typeof contract)[Name],
  VendorCtx
>

/** The organization's catalogue, as numbers and names. */
export const listPermissions: Answer<'listPermissions'> = async (ctx) => (await permissions(ctx)).items

/** The keys that the caller may see. */
export const listKeys: Answer<'listKeys'> = async (ctx, { cursor }) => {
  const { items, nextCursor } = await listStanding(ctx, { cursor })
  await tellPage(ctx, { cursor, nextCursor }, () => countStanding(ctx))
  const names = items.flatMap((key) => key.permissions)
  const ids = await permissionIds(ctx.db, requireOrganization(ctx), names)
  return items.map((key) => listedKey(key, ids))
}

/** @throws CoreError `invalid` with the reason `not_in_catalogue` and the vendor's own sentence, for ids that name nothing */
export const createKey: Answer<'createKey'> = async (ctx, body) => {
  const asked = distinct(body.permissions)
  if (asked.length === 0) throw unknownIds([])
  const key = await create(ctx, nativeKey(asked, new Date()), { format: 'dadosfera' }).catch((error) => {
    throw unknownAmong(asked, error) ?? error
  })
  return createdKey(key, await permissionIds(ctx.db, requireOrganization(ctx), key.permissions))
}

/** Revokes it: from the answer on it is refused everywhere. */
export const deleteKey: Answer<'deleteKey'> = async (ctx, { keyId }) => {
  await remove(ctx, { keyId })
  return undefined
}

/** What core says of the catalogue, by the ids as they were sent; null where it says something else. */
function unknownAmong(asked: readonly number[], error: unknown): CoreError | null {
  if (!(error instanceof CoreError) || error.reason !== 'not_in_catalogue') return null
  const at = new Set(error.fields.map(({ path }) => path))
  return unknownIds(asked.filter((_, index) => at.has(`permissions.${index}`)))
}

const unknownIds = (ids: readonly number[]) =>
  new CoreError('invalid', `Invalid permission IDs: ${ids.join(', ')}`, { reason: 'not_in_catalogue' })
