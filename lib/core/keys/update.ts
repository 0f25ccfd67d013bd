import type { updateKey } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { invalidField } from '../errors.ts'
import { checkChanged } from '../policies/check.ts'
import type { Limit } from '../projects/limits.ts'
import { type Tx, transactionInEffect } from '../transaction.ts'
import type { Issuance } from './create.ts'
import {
  type CatalogueEntry,
  grantOf,
  refuseDisallowed,
  refuseExceeding,
  requireLevel,
  resolvePermissions,
  resolveRole,
} from './grant.ts'
import { openKey, refuseRevoked, requireVersion } from './open.ts'
import { presentDetail } from './present.ts'
import { revision } from './revision.ts'
import { type KeyRow, ownerOf, readChanged } from './row.ts'

type Edit = Input<typeof updateKey>

/**
 * Changes a key in what is given; what is left out stays. An edit that changes nothing leaves version and history alone.
 *
 * Every edit but a mere disabling needs the actor to hold what the key will hold: who edits a key decides over it.
 * @throws CoreError `not_found`, `forbidden`, `conflict` for a revoked key, `precondition_failed` for another version,
 * `invalid` for an end in the past and for what the organization does not have
 */
export async function update(
  ctx: Ctx,
  input: Edit,
  { pastExpiry = false }: Pick<Issuance, 'pastExpiry'> = {},
): Promise<Reply<typeof updateKey>> {
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openKey(tx, input.keyId, 'update')
    refuseRevoked(row)
    requireVersion(row, input.ifVersion)
    const expiresAt = newExpiry(input, row, pastExpiry)
    const grant = await newGrant(tx, row, input)
    if (grant.permissions) refuseDisallowed(grant.allowed, grant.permissions, input.permissions ?? [])
    if (!isMereDisabling(input)) refuseExceeding(tx, grant.given, ownerOf(row))
    const detail = changes(auditable(row), {
      ...auditable({ ...row, roleName: grant.role?.name ?? null, level: grant.level }),
      permissions: grant.permissions?.map(({ name }) => name),
      name: input.name,
      description: input.description,
      enabled: input.enabled,
      expiresAt,
      ipAllowlist: input.ipAllowlist,
      rateLimits: input.rateLimits,
      metadata: input.metadata,
    })
    // Also where nothing changes: who sends an edit again, because no answer came to the first, is answered no sooner than it.
    changed(tx, { keyId: row.id })
    if (Object.keys(detail).length === 0) return presentDetail(tx.db, row)
    if (!isMereDisabling(input)) await checkEdit(tx, row, { input, expiresAt, grant })

    await tx.db.apiKey.update({
      where: { id: row.id },
      data: {
        ...revision(tx, row),
        name: input.name,
        description: input.description,
        roleId: grant.role?.id ?? null,
        level: grant.level,
        enabled: input.enabled,
        expiresAt,
        ipAllowlist: input.ipAllowlist,
        rateLimits: input.rateLimits,
        metadata: input.metadata,
        ...(grant.permissions && {
          permissions: {
            deleteMany: {},
            create: grant.permissions.map(({ id }) => ({ permissionId: id })),
          },
        }),
      },
    })
    // What was found of the grant before says nothing of the new one.
    if (detail.permissions ?? detail.role ?? detail.level)
      await tx.db.keyExcess.deleteMany({ where: { keyId: row.id } })
    const after = await readChanged(tx.db, row)
    const reply = await presentDetail(tx.db, after)
    await record(tx, {
      action: actionOf(detail),
      target: { type: 'key', id: row.id, name: after.name },
      projectId: row.projectId,
      detail,
    })
    return reply
  })
  return effective ? { ...result, effective: await presentEffective(ctx, effective) } : result
}

/** Holds the key, as the edit leaves it, to the policy in force. */
function checkEdit(
  tx: Tx,
  row: KeyRow,
  { input, expiresAt, grant }: { input: Edit; expiresAt: Date | null | undefined; grant: NewGrant },
): Promise<void> {
  return checkChanged(tx, row, {
    effective: grant.given,
    expiresAt,
    enabled: input.enabled,
    ipAllowlist: input.ipAllowlist,
    permissions: grant.permissions?.map(({ name }) => name),
    roleId: grant.role?.id ?? null,
  })
}

interface NewGrant {
  /** null where they stay as they are. */
  permissions: CatalogueEntry[] | null
  role: { id: string; name: string } | null
  level: number | null
  effective: Set<string>
  given: Set<string>
  allowed: Limit
}

async function newGrant(tx: Tx, row: KeyRow, input: Edit): Promise<NewGrant> {
  const { organizationId } = row
  const permissions =
    input.permissions === undefined
      ? null
      : await resolvePermissions(tx.db, organizationId, input.permissions)
  const level = input.level === undefined ? row.level : input.level
  if (level !== null && level !== row.level) await requireLevel(tx.db, organizationId, level)
  const role = await newRole(tx, row, input.role)
  const names = permissions?.map(({ name }) => name) ?? row.permissions
  const grant = {
    organizationId,
    projectId: row.projectId,
    permissions: names,
    roleId: role?.id ?? null,
    level,
  }
  const { effective, given, allowed } = await grantOf(tx.db, grant)
  return { permissions, role, level, effective, given, allowed }
}

async function newRole(tx: Tx, row: KeyRow, ref: string | null | undefined): Promise<NewGrant['role']> {
  if (ref === null) return null
  if (ref !== undefined) return resolveRole(tx.db, row.organizationId, ref)
  return row.roleId === null ? null : { id: row.roleId, name: row.roleName ?? '' }
}

/** @throws CoreError `invalid` for an instant that is past, unless it is the one the key already has */
function newExpiry({ expiresAt }: Edit, row: KeyRow, pastExpiry: boolean): Date | null | undefined {
  if (expiresAt === null || expiresAt === undefined) return expiresAt
  const instant = new Date(expiresAt)
  if (!pastExpiry && instant <= row.now && instant.getTime() !== row.expiresAt?.getTime())
    throw invalidField('expiresAt', 'This is already past; to end the key now, disable or revoke it')
  return instant
}

function isMereDisabling({ keyId: _, ifVersion: __, enabled, ...rest }: Edit): boolean {
  return enabled === false && Object.values(rest).every((value) => value === undefined)
}

/** What of a key its history tells, by the names of the contract. */
function auditable(row: KeyRow) {
  const { name, description, permissions, roleName, level, enabled } = row
  const { expiresAt, ipAllowlist, rateLimits, metadata } = row
  return {
    name,
    description,
    permissions,
    role: roleName,
    level,
    enabled,
    expiresAt,
    ipAllowlist,
    rateLimits,
    metadata,
  }
}

function actionOf(detail: Record<string, { to: unknown }>): string {
  const { enabled, ...rest } = detail
  if (!enabled || Object.keys(rest).length > 0) return 'key.update'
  return enabled.to ? 'key.enable' : 'key.disable'
}
