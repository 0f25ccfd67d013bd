import type { ApiKey } from '#lib/contracts/api-key.ts'
import { getMe } from '#lib/core/account/get-me.ts'
import { requireOrganization } from '#lib/core/authorize.ts'
import { ladderOf } from '#lib/core/catalogue/ladder.ts'
import type { Ctx } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { create } from '#lib/core/keys/create.ts'
import { effectiveSets } from '#lib/core/keys/effective-sets.ts'
import { getOwn } from '#lib/core/keys/get-own.ts'
import { getStanding } from '#lib/core/keys/get-standing.ts'
import { ownerIdOf } from '#lib/core/keys/list-of-owner.ts'
import { countStanding, listStanding } from '#lib/core/keys/list-standing.ts'
import { ownerNumbers } from '#lib/core/keys/owner-numbers.ts'
import { remove } from '#lib/core/keys/remove.ts'
import { callCounts } from '#lib/core/usage/call-counts.ts'
import type { Verb } from '#lib/http/endpoint.ts'
import { tellPage } from '#lib/http/page-headers.ts'
import type { VendorCtx } from '#lib/http/vendor-surface.ts'
import type { Contract, Form } from './contract.ts'
import { apikeyOf, itselfOf, type Known, levelOf, listedOf } from './translate.ts'

type Of<F extends Form, V extends keyof Contract[F]> = Contract[F][V]

/**
 * Makes a key of a level, which is at most the calling key's, for the caller.
 * @param result what the service of this revision calls success
 */
export const createKey =
  (result: 'success' | 'created'): Verb<Of<Form, 'create'>, VendorCtx> =>
  async (ctx, { name, level, expiresIn }) => {
    const key = await create(ctx, { name, level, expiresIn }, { format: 'freesewing', withinOwnLevel: true })
    const known = await knownOf(ctx, [key])
    const { key: id, ...rest } = apikeyOf(key, known(key))
    return { result, apikey: { key: id, secret: key.secret ?? '', ...rest } }
  }

/** The caller's own keys. */
export const listKeys: Verb<Of<Form, 'list'>, VendorCtx> = async (ctx, { cursor }) => {
  const owner = ownerIdOf(ctx) ?? undefined
  const page = await listStanding(ctx, { owner, cursor })
  await tellPage(ctx, { cursor, nextCursor: page.nextCursor }, () => countStanding(ctx, { owner }))
  const known = await knownOf(ctx, page.items)
  const calls = await callCounts(
    ctx.db,
    page.items.map(({ id }) => id),
  )
  return {
    result: 'success',
    apikeys: page.items.map((key) => listedOf(key, known(key), calls.get(key.id) ?? 0)),
  }
}

export const getKey: Verb<Of<Form, 'get'>, VendorCtx> = async (ctx, { keyId }) => {
  const key = await getStanding(ctx, { keyId })
  const known = await knownOf(ctx, [key])
  return { result: 'success', apikey: apikeyOf(key, known(key)) }
}

/** A key may remove itself; for a person there is no such thing. */
export const removeKey: Verb<Of<Form, 'remove'>, VendorCtx> = async (ctx, { keyId }) => {
  await remove(ctx, { keyId }, { self: true })
  return undefined
}

export const whoamiByKey: Verb<Contract['whoamiByKey'], VendorCtx> = async (ctx) => {
  const key = await getOwn(ctx, {})
  const known = await knownOf(ctx, [key])
  return { result: 'success', apikey: itselfOf(key, known(key)) }
}

export const whoamiByToken: Verb<Contract['whoamiByToken'], VendorCtx> = async (ctx) => {
  const { user, role } = await getMe(ctx)
  if (!user) throw new CoreError('forbidden', 'Only a person has an account.')
  const { number: id, name: username, email } = user
  return { result: 'success', account: { id, username, email, role: (role ?? 'none').toLowerCase() } }
}

/** What the answers about some keys need besides them, by the id of the key. */
async function knownOf(ctx: Ctx, keys: readonly ApiKey[]): Promise<(key: ApiKey) => Known> {
  const organizationId = requireOrganization(ctx)
  const without = keys.filter(({ level }) => level === null)
  const ladder = without.length > 0 ? await ladderOf(ctx.db, organizationId) : []
  const sets = await effectiveSets(ctx.db, organizationId, without)
  const numbers = await ownerNumbers(ctx.db, [...new Set(keys.map(({ owner }) => owner.id))])
  return ({ id, level, owner }) => ({
    userId: numbers.get(owner.id) ?? 0,
    level: levelOf({ level, effective: sets.get(id) ?? new Set() }, ladder),
  })
}
