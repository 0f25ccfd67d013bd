import type { ApiKey } from '#lib/contracts/api-key.ts'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { requireOrganization } from '#lib/core/authorize.ts'
import { rolesNamed } from '#lib/core/catalogue/roles-named.ts'
import { requireInEffect } from '#lib/core/changes/in-effect.ts'
import { presentEffective } from '#lib/core/changes/present.ts'
import type { Ctx } from '#lib/core/context.ts'
import { retrievable, retrievableKeys, retrieve } from '#lib/core/envelopes/retrieve.ts'
import { sealSecret } from '#lib/core/envelopes/seal-secret.ts'
import { notFound } from '#lib/core/errors.ts'
import { create } from '#lib/core/keys/create.ts'
import { getStanding } from '#lib/core/keys/get-standing.ts'
import { countStanding, listStanding } from '#lib/core/keys/list-standing.ts'
import { openKey } from '#lib/core/keys/open.ts'
import { remove } from '#lib/core/keys/remove.ts'
import { update } from '#lib/core/keys/update.ts'
import { adopt } from '#lib/core/presets/install.ts'
import { projectNames } from '#lib/core/projects/names.ts'
import { type Tx, transaction, transactionInEffect } from '#lib/core/transaction.ts'
import type { Revision } from '#lib/http/dialect.ts'
import type { Verb } from '#lib/http/endpoint.ts'
import { tellPage } from '#lib/http/page-headers.ts'
import type { VendorCtx } from '#lib/http/vendor-surface.ts'
import { Secret } from '#lib/secret/secret.ts'
import { type Attributes, withAttributes } from './attributes.ts'
import type { Contract, RolesContract } from './contract.ts'
import { preset } from './preset.ts'
import { nativePermissions, roleNames, roles, vendorPermissions } from './roles.ts'
import { shownKey } from './translate.ts'

type Answer<Name extends keyof Contract> = Verb<Contract[Name], VendorCtx>

/** What a key is made or changed with; of each revision some. */
interface Body extends Attributes {
  name?: string
  role?: string
  enabled?: boolean
  expires_at?: string
}

/** The keys of the current project, or all that the caller may see. */
export const listKeys =
  (revision: Revision): Answer<'list'> =>
  async (ctx, { level = 'project', cursor }) => {
    const project = level === 'project' ? (ctx.projectId ?? undefined) : undefined
    const page = await listStanding(ctx, { project, cursor })
    await tellPage(ctx, { cursor, nextCursor: page.nextCursor }, () => countStanding(ctx, { project }))
    return shown(ctx, page.items, revision)
  }

/** Makes a key. Its value is in the answer of the running service; after the page's answer it is fetched, once. */
export const createKey =
  (revision: Revision): Answer<'create'> =>
  (ctx, input) => {
    const { name = '', role, expires_at, ...attributes } = input as Body
    return transaction(ctx, async (tx) => {
      const maker = await speaking(tx, role)
      const metadata = withAttributes({}, attributes)
      const given = { name, role, expiresAt: expires_at ?? null, metadata }
      const key = await create(maker, given, { format: 'vertesia', pastExpiry: true })
      const secret = new Secret(key.secret ?? '')
      if (revision === 'documented') {
        const { id: keyId, organizationId } = key
        await sealSecret(tx, { organizationId, keyId, secret, kind: 'retrieval', lifetime: retrievable })
      }
      const value = revision === 'live' ? secret.reveal() : null
      return shownOne(tx, key, revision, value)
    })
  }

/** A key, with its value where it is asked for and may still be revealed. Who asks for its headers alone opens nothing. */
export const getKey =
  (revision: Revision): Answer<'get'> =>
  async (ctx, { keyId, withValue = false }) => {
    const key = await getStanding(ctx, { keyId })
    const opens = withValue && ctx.request.method !== 'HEAD'
    const value = opens ? await retrieve(ctx, { keyId }) : null
    return shownOne(ctx, key, revision, value)
  }

export const updateKey =
  (revision: Revision): Answer<'update'> =>
  async (ctx, input) => {
    const {
      keyId,
      name,
      role,
      enabled,
      expires_at: expiresAt,
      ...attributes
    }: Body & { keyId: string } = input
    const { result: key, effective } = await transactionInEffect(ctx, async (tx) => {
      // Before anything is made for it: whoever may not change this key changes nothing.
      const row = await openKey(tx, keyId, 'update')
      if (row.revokedAt) throw notFound()
      const metadata =
        Object.keys(attributes).length > 0 ? withAttributes(row.metadata, attributes) : undefined
      const edit = { keyId, name, role, enabled, expiresAt, metadata }
      return update(await speaking(tx, role), edit, { pastExpiry: true })
    })
    requireInEffect(await presentEffective(ctx, effective))
    return shownOne(ctx, key, revision)
  }

export const deleteKey: Answer<'remove'> = async (ctx, { keyId }) => {
  await remove(ctx, { keyId })
  return { acknowledged: true, deletedCount: 1 }
}

/** The vendor's roles: each as the organization has it, or else as it would be made. */
export const listRoles: Verb<RolesContract['roles'], VendorCtx> = async (ctx) => {
  const there = await rolesNamed(ctx.db, requireOrganization(ctx), roleNames)
  return roleNames.map((name) => ({
    name,
    permissions: listedPermissions(there.get(name) ?? nativePermissions(roles[name])),
    domain: roles[name].domain,
  }))
}

export const listSystemRoles: Verb<RolesContract['systemRoles'], VendorCtx> = async (ctx) => {
  const there = await rolesNamed(ctx.db, requireOrganization(ctx), roleNames)
  return roleNames
    .filter((name) => roles[name].domain === 'system')
    .map((name) => ({
      name,
      permissions: vendorPermissions(there.get(name) ?? nativePermissions(roles[name])),
      domain: roles[name].domain,
    }))
}

/** In the vendor's words; what is the organization's own has none, and keeps its name. */
function listedPermissions(held: readonly string[]): string[] {
  const words = vendorPermissions(held)
  const own = held.filter(
    (name) => !Object.hasOwn(builtInPermissions, name) && !words.some((word) => word === name),
  )
  return [...words, ...own]
}

/**
 * The context in which a role of the vendor's is there, for who may make it. Also where it is there already: another's first call may
 * have made it since this one's rights were read.
 */
const speaking = async (tx: Tx, role: string | undefined): Promise<Tx> =>
  role === undefined ? tx : adopt(tx, preset)

async function shown(ctx: Ctx, keys: readonly ApiKey[], revision: Revision) {
  const ids = keys.map(({ id }) => id)
  const open = revision === 'live' ? await retrievableKeys(ctx.db, ids) : new Set()
  const names = await projectNames(ctx.db, [...new Set(keys.map(({ projectId }) => projectId))])
  return keys.map((key) => {
    const known = { projectName: names.get(key.projectId) ?? '', retrievable: open.has(key.id) }
    return shownKey(key, known, revision)
  })
}

async function shownOne(ctx: Ctx, key: ApiKey, revision: Revision, value: string | null = null) {
  const names = await projectNames(ctx.db, [key.projectId])
  const open = revision === 'live' ? await retrievableKeys(ctx.db, [key.id]) : new Set()
  const projectName = names.get(key.projectId) ?? ''
  return shownKey(key, { projectName, retrievable: open.has(key.id), value }, revision)
}
