import { v7 as uuidv7 } from 'uuid'
import type { createKey } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { FormatName } from '#lib/secret/format.ts'
import { ring } from '#lib/secret/ring.ts'
import { record } from '../audit/record.ts'
import { reaches, requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField, notFound } from '../errors.ts'
import { checkNew } from '../policies/check.ts'
import { type Tx, transaction } from '../transaction.ts'
import { actorColumns } from './actor.ts'
import {
  grantOf,
  refuseDisallowed,
  refuseExceeding,
  requireLevel,
  resolvePermissions,
  resolveRole,
} from './grant.ts'
import { ownerForNew } from './owner.ts'
import { presentDetail } from './present.ts'
import { readKey } from './row.ts'
import { storedSecret } from './stored-secret.ts'

type NewKey = Input<typeof createKey>

/** What a contract other than the native one asks of a new key. */
export interface Issuance {
  /** How its secret is written, now and after each rotation. */
  format?: FormatName
  /** Where nothing is said of its end, it has none but what a policy asks for, whatever the project's default. */
  endless?: boolean
  /** Whether an expiry that is past is taken as it is: the key is then expired from the start. */
  pastExpiry?: boolean
  /** Whether a level above that of the calling key is refused, whatever else the key holds. */
  withinOwnLevel?: boolean
}

/**
 * Makes a key and gives its secret, which nobody can read again.
 *
 * Its life is counted from the database's now; where nothing is said of it, it is the project's default.
 * @throws CoreError `forbidden` for an owner or a grant beyond the actor's rights, `not_found` for a project out of
 * reach, `invalid` for an end in the past, for what the organization does not have and for what the project does not allow, `conflict`
 * for an archived project
 */
export async function create(
  ctx: Ctx,
  input: NewKey,
  { format = 'native', pastExpiry = false, withinOwnLevel = false, endless = false }: Issuance = {},
): Promise<Reply<typeof createKey>> {
  requirePermission(ctx, 'api_key:create')
  const organizationId = requireOrganization(ctx)
  return transaction(ctx, async (tx) => {
    const project = await projectFor(tx, input.projectId)
    const owner = await ownerForNew(tx, project.id, input.ownerId)
    const permissions = await resolvePermissions(tx.db, organizationId, input.permissions ?? [])
    const role = input.role === undefined ? null : await resolveRole(tx.db, organizationId, input.role)
    const level = input.level ?? null
    if (level !== null) await requireLevel(tx.db, organizationId, level)
    const names = permissions.map((permission) => permission.name)
    const grant = await grantOf(tx.db, {
      organizationId,
      projectId: project.id,
      permissions: names,
      roleId: role?.id ?? null,
      level,
    })
    refuseDisallowed(grant.allowed, permissions, input.permissions ?? [])
    refuseExceeding(tx, grant.given, owner)
    if (withinOwnLevel) await refuseHigher(tx, level)
    const expiresAt = await checkNew(tx, {
      projectId: project.id,
      createdAt: project.now,
      expiresAt: expiryOf(input, endless ? { ...project, defaultLifetime: null } : project, pastExpiry),
      endSaid: saysEnd(input, format),
      ipAllowlist: input.ipAllowlist ?? [],
      effective: grant.given,
      permissions: names,
      roleId: role?.id ?? null,
    })

    const keyId = uuidv7()
    const minted = ring().mintIn(format, { prefix: project.prefix, keyId })
    const maker = actorColumns(tx)
    await tx.db.apiKey.create({
      data: {
        id: keyId,
        organizationId,
        projectId: project.id,
        ownerUserId: owner.userId,
        ownerServiceAccountId: owner.serviceAccountId,
        name: input.name,
        description: input.description ?? '',
        roleId: role?.id ?? null,
        level,
        metadata: input.metadata ?? {},
        expiresAt,
        ipAllowlist: input.ipAllowlist ?? [],
        rateLimits: input.rateLimits ?? [],
        start: minted.start,
        last: minted.last,
        createdByType: maker.type,
        createdById: maker.id,
        createdAt: project.now,
        updatedByType: maker.type,
        updatedById: maker.id,
        updatedAt: project.now,
        permissions: { create: permissions.map(({ id }) => ({ permissionId: id })) },
        secrets: { create: storedSecret(minted, 1, project.now) },
      },
    })
    const row = await readKey(tx.db, organizationId, keyId)
    if (!row) throw notFound()
    const detail = await presentDetail(tx.db, row)
    await record(tx, {
      action: 'key.create',
      target: { type: 'key', id: keyId, name: row.name },
      projectId: project.id,
      detail: {
        owner: detail.owner,
        mask: detail.mask,
        permissions: names,
        role: role?.name ?? null,
        level,
        expiresAt: detail.expiresAt,
        ipAllowlist: detail.ipAllowlist,
        rateLimits: detail.rateLimits,
      },
    })
    return { ...detail, secret: minted.secret.reveal() }
  })
}

/** @throws CoreError `forbidden` for a level above that of the calling key */
async function refuseHigher({ db, actor }: Tx, level: number | null): Promise<void> {
  if (actor.type !== 'key' || level === null) return
  const own = await db.apiKey.findUnique({ where: { id: actor.id }, select: { level: true } })
  if (own && own.level !== null && level > own.level)
    throw new CoreError('forbidden', `This key has level ${own.level} and hands on no higher one.`, {
      reason: 'exceeds_grant',
    })
}

interface ProjectOfNew {
  id: string
  prefix: string
  defaultLifetime: number | null
  archivedAt: Date | null
  /** The database's clock, in whole milliseconds. */
  now: Date
}

/** The project named, else the caller's own or chosen one. It is held until the commit, so that none is archived meanwhile. */
async function projectFor(tx: Tx, named: string | undefined): Promise<ProjectOfNew> {
  const id = named ?? tx.projectId
  if (!id) throw invalidField('projectId', 'Say in which project')
  if (!reaches(tx, id)) throw notFound()
  const [project] = await tx.db.$queryRaw<ProjectOfNew[]>`
    SELECT id, prefix, default_lifetime AS "defaultLifetime", archived_at AS "archivedAt",
      date_trunc('milliseconds', clock_timestamp()) AS now
    FROM project WHERE id = ${id}::uuid AND organization_id = ${requireOrganization(tx)}::uuid
    FOR SHARE`
  if (!project) throw notFound()
  if (project.archivedAt)
    throw new CoreError('conflict', 'This project is archived and makes no keys: restore it first.')
  return project
}

/** Whether an end was asked for, or none. In no vendor's contract can one say “never”: there it is what was left unsaid. */
const saysEnd = ({ expiresAt, expiresIn }: NewKey, format: FormatName): boolean =>
  expiresIn !== undefined || (format === 'native' ? expiresAt !== undefined : expiresAt != null)

function expiryOf(input: NewKey, { defaultLifetime, now }: ProjectOfNew, pastExpiry: boolean): Date | null {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  if (input.expiresIn !== undefined) return after(input.expiresIn)
  if (input.expiresAt === null) return null
  if (input.expiresAt === undefined) return defaultLifetime === null ? null : after(defaultLifetime)
  const expiresAt = new Date(input.expiresAt)
  if (expiresAt <= now && !pastExpiry) throw invalidField('expiresAt', 'This is already past')
  return expiresAt
}
