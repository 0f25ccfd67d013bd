import type { z } from 'zod'
import type { permissionRef } from '#lib/contracts/api-key.ts'
import { anyUuid } from '#lib/contracts/fields.ts'
import { effectivePermissions, holds, type Rung } from '#lib/contracts/permissions.ts'
import type { FieldProblem } from '#lib/contracts/problem.ts'
import { selfAsOwner } from '../authorize.ts'
import type { Ctx, Db, KeyOwner } from '../context.ts'
import { CoreError } from '../errors.ts'
import { type Limit, limitOf } from '../projects/limits.ts'

/** What a key is granted, by reference; the effective set follows from it. */
export interface GrantRefs {
  /** Names of the explicit permissions. */
  permissions: readonly string[]
  roleId: string | null
  level: number | null
}

/** A grant with the sets that follow from it. */
export interface Grant extends GrantRefs {
  effective: Set<string>
  /** Without the limit of the project. Who grants must hold all of it, since a limit may be lifted later. */
  given: Set<string>
  /** The limit of the project. */
  allowed: Limit
}

/** Computes what a grant amounts to in its project now. */
export async function grantOf(
  db: Db,
  grant: GrantRefs & { organizationId: string; projectId: string },
): Promise<Grant> {
  const { organizationId, projectId, permissions, roleId, level } = grant
  const sources = await db.$queryRaw<{ level: number | null; name: string }[]>`
    SELECT NULL::int AS level, p.name FROM role_permission rp JOIN permission p ON p.id = rp.permission_id
    WHERE rp.role_id = ${roleId}::uuid AND p.organization_id = ${organizationId}::uuid
    UNION ALL
    SELECT lp.level::int, p.name FROM level_permission lp JOIN permission p ON p.id = lp.permission_id
    WHERE lp.organization_id = ${organizationId}::uuid AND lp.level <= ${level}::int`
  const ladder: Rung[] = []
  const role: string[] = []
  for (const source of sources)
    if (source.level === null) role.push(source.name)
    else ladder.push({ level: source.level, permissions: [source.name] })
  const parts = { permissions, role, level, ladder }
  const given = effectivePermissions({ ...parts, allowed: null })
  const allowed = await limitOf(db, organizationId, projectId)
  return {
    permissions,
    roleId,
    level,
    given,
    allowed,
    effective: effectivePermissions({ ...parts, allowed }),
  }
}

/** A permission of the organization's catalogue. */
export interface CatalogueEntry {
  id: number
  name: string
}

/**
 * Finds permissions named by name or by integer id, each once.
 * @param path where they stand in the body
 * @throws CoreError `invalid` with a field for each reference that the organization's catalogue does not have
 */
export async function resolvePermissions(
  db: Db,
  organizationId: string,
  refs: readonly z.infer<typeof permissionRef>[],
  path = 'permissions',
): Promise<CatalogueEntry[]> {
  const names = refs.filter((ref) => typeof ref === 'string')
  const ids = refs.filter((ref) => typeof ref === 'number')
  // Held until the commit, so that none is deleted before a key has it.
  const found = await db.$queryRaw<CatalogueEntry[]>`
    SELECT id, name FROM permission
    WHERE organization_id = ${organizationId}::uuid AND (name = ANY(${names}) OR id = ANY(${ids}::int[]))
    ORDER BY name FOR KEY SHARE`
  const known = new Set(found.flatMap(({ id, name }) => [id, name]))
  const fields: FieldProblem[] = refs.flatMap((ref, index) =>
    known.has(ref) ? [] : [{ path: `${path}.${index}`, message: 'The catalogue has no such permission' }],
  )
  if (fields.length > 0)
    throw new CoreError('invalid', 'The catalogue does not have all of these permissions.', {
      // A problem has room for so many.
      fields: fields.slice(0, 100),
      reason: 'not_in_catalogue',
    })
  return found
}

/**
 * Refuses to give a key by name what its project does not allow. What comes with a role or a level is cut to what it allows instead,
 * and what a key has from before the limit too: it is as good as not there, and a key that leaked must not be kept from a new secret.
 * @param named what of the catalogue `refs` stand for
 * @throws CoreError `invalid` with a field for each of them
 */
export function refuseDisallowed(
  allowed: Limit,
  named: readonly CatalogueEntry[],
  refs: readonly z.infer<typeof permissionRef>[],
): void {
  if (allowed === null) return
  const lets = new Set(allowed)
  const refused = named.filter(({ name }) => !lets.has(name))
  const fields = refs.flatMap((ref, index) => {
    const entry = refused.find(({ id, name }) => ref === id || ref === name)
    const message = `The project does not allow its keys ${entry?.name}`
    return entry ? [{ path: `permissions.${index}`, message }] : []
  })
  if (fields.length > 0)
    throw new CoreError('invalid', 'The project does not allow its keys all of these permissions.', {
      // A problem has room for so many.
      fields: fields.slice(0, 100),
    })
}

/**
 * Finds a role for keys, by id or by name.
 * @throws CoreError `invalid` where the organization has no such role
 */
export async function resolveRole(
  db: Db,
  organizationId: string,
  ref: string,
): Promise<{ id: string; name: string }> {
  const select = { id: true, name: true }
  const byId = anyUuid.test(ref)
    ? await db.role.findFirst({ where: { organizationId, id: ref.toLowerCase() }, select })
    : null
  const found = byId ?? (await db.role.findFirst({ where: { organizationId, name: ref }, select }))
  // Held until the commit: a change of the role waits for the key that gets it, or is seen by it.
  const held =
    found && (await db.$executeRaw`SELECT 1 FROM role WHERE id = ${found.id}::uuid FOR KEY SHARE`) > 0
  if (!held) throw notInCatalogue('role', 'The organization has no such role')
  return found
}

/** @throws CoreError `invalid` where the organization's ladder lacks the rung */
export async function requireLevel(db: Db, organizationId: string, level: number): Promise<void> {
  // Held until the commit: a change of the ladder waits for the key that gets the level, or is seen by it.
  const rungs = await db.$executeRaw`
    SELECT 1 FROM level WHERE organization_id = ${organizationId}::uuid AND level = ${level} FOR KEY SHARE`
  if (rungs === 0) throw notInCatalogue('level', 'The organization’s ladder has no such level')
}

const notInCatalogue = (path: string, message: string) =>
  new CoreError('invalid', message, { fields: [{ path, message }], reason: 'not_in_catalogue' })

/**
 * What of `effective` the actor may not hand to a key of `owner`; empty where the grant is allowed.
 *
 * No key may hold more than who makes, edits or rotates it. On a key of another owner, `:own` means that owner's keys,
 * which for the actor are another's: so it takes `:any` to hand it out there.
 */
export function exceeding(ctx: Ctx, effective: Iterable<string>, owner: KeyOwner): string[] {
  const self = selfAsOwner(ctx)
  const own = self?.userId === owner.userId && self?.serviceAccountId === owner.serviceAccountId
  return [...effective].filter((name) => {
    const needed = !own && name.endsWith(':own') ? `${name.slice(0, -4)}:any` : name
    return !holds(ctx.permissions, needed)
  })
}

/** @throws CoreError `forbidden` where the grant holds a permission that the actor may not hand to a key of `owner` */
export function refuseExceeding(ctx: Ctx, effective: Iterable<string>, owner: KeyOwner): void {
  const given = [...effective]
  const missing = exceeding(ctx, given, owner).sort()
  if (missing.length === 0) {
    // A key that hands a permission on has need of it, even if it never uses it otherwise.
    for (const name of given) ctx.uses?.(name)
    return
  }
  const shown = missing.slice(0, 5).join(', ')
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : ''
  throw new CoreError(
    'forbidden',
    `This key holds, or would hold, what you may not hand on: ${shown}${more}.`,
    { reason: 'exceeds_grant' },
  )
}
