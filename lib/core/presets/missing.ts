import type { Db } from '../context.ts'
import type { Missing, Preset } from './preset.ts'

/** What an organization has of what presets name. */
export interface Vocabulary {
  permissions: ReadonlySet<string>
  roles: ReadonlyMap<string, Holder>
  levels: ReadonlyMap<number, Holder>
}

/** A role or a rung, as the organization calls it. */
interface Holder {
  name: string
  description: string
  permissions: ReadonlySet<string>
}

/** Reads the catalogue, the ladder, and of the roles those that the presets name. */
export async function vocabularyOf(
  db: Db,
  organizationId: string,
  presets: readonly Preset[],
): Promise<Vocabulary> {
  const where = { organizationId }
  const held = {
    name: true,
    description: true,
    permissions: { select: { permission: { select: { name: true } } } },
  } as const
  const roleNames = presets.flatMap(({ roles }) => roles.map(({ name }) => name))
  const permissions = await db.permission.findMany({ where, select: { name: true } })
  const roles = await db.role.findMany({
    where: { organizationId, name: { in: roleNames } },
    select: held,
  })
  const rungs = await db.level.findMany({ where, select: { level: true, ...held } })
  return {
    permissions: new Set(permissions.map(({ name }) => name)),
    roles: new Map(roles.map((role) => [role.name, holderOf(role)])),
    levels: new Map(rungs.map((rung) => [rung.level, holderOf(rung)])),
  }
}

interface HolderRow {
  name: string
  description: string
  permissions: { permission: { name: string } }[]
}

const holderOf = ({ name, description, permissions }: HolderRow): Holder => ({
  name,
  description,
  permissions: new Set(permissions.map(({ permission }) => permission.name)),
})

/** What a vocabulary lacks of a preset. What is there already is called as the organization calls it. */
export function missingOf(vocabulary: Vocabulary, preset: Preset): Missing {
  const lacks = (wanted: readonly string[], there: Holder | undefined) => ({
    ...(there && { name: there.name, description: there.description }),
    isNew: there === undefined,
    permissions: wanted.filter((name) => !there?.permissions.has(name)),
  })
  const roles = preset.roles.map(({ name, description, permissions }) => ({
    name,
    description,
    ...lacks(permissions, vocabulary.roles.get(name)),
  }))
  const levels = preset.levels.map(({ level, name, description, adds }) => ({
    level,
    name,
    description,
    ...lacks(adds, vocabulary.levels.get(level)),
  }))
  return {
    permissions: Object.entries(preset.permissions)
      .filter(([name]) => !vocabulary.permissions.has(name))
      .map(([name, description]) => ({ name, description })),
    roles: roles.filter((role) => role.isNew || role.permissions.length > 0),
    levels: levels.filter((rung) => rung.isNew || rung.permissions.length > 0),
  }
}

/**
 * How many keys that are not revoked would hold more, were the missing part added: those of a role or a level that gains something
 * which they have by no other way.
 */
export async function keysWidened(
  db: Db,
  organizationId: string,
  { roles, levels }: Pick<Missing, 'roles' | 'levels'>,
): Promise<number> {
  const added = [
    ...roles
      .filter(({ isNew }) => !isNew)
      .flatMap(({ name: role, permissions }) => permissions.map((name) => ({ role, level: null, name }))),
    ...levels.flatMap(({ level, permissions }) => permissions.map((name) => ({ role: null, level, name }))),
  ]
  if (added.length === 0) return 0
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    WITH added AS MATERIALIZED (
      SELECT role.id AS role_id, one.level, permission.id AS permission_id
      FROM jsonb_to_recordset(${JSON.stringify(added)}::jsonb) AS one (role text, level int, name text)
      LEFT JOIN role ON role.organization_id = ${organizationId}::uuid AND role.name = one.role
      LEFT JOIN permission ON permission.organization_id = ${organizationId}::uuid AND permission.name = one.name)
    SELECT count(*) FROM api_key k
    WHERE k.organization_id = ${organizationId}::uuid AND k.revoked_at IS NULL
    AND (k.role_id IN (SELECT role_id FROM added) OR k.level >= (SELECT min(level) FROM added))
    AND EXISTS (
      SELECT FROM added
      WHERE (added.role_id = k.role_id OR added.level <= k.level)
      AND NOT EXISTS (SELECT FROM key_permission kp
        WHERE kp.key_id = k.id AND kp.permission_id = added.permission_id)
      AND NOT EXISTS (SELECT FROM role_permission rp
        WHERE rp.role_id = k.role_id AND rp.permission_id = added.permission_id)
      AND NOT EXISTS (SELECT FROM level_permission lp
        WHERE lp.organization_id = k.organization_id AND lp.level <= k.level
        AND lp.permission_id = added.permission_id))`
  return Number(row?.count ?? 0)
}
