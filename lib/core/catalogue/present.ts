import type { Permission } from '#lib/contracts/catalogue.ts'
import type { Rung } from '#lib/contracts/levels.ts'
import type { Role } from '#lib/contracts/roles.ts'

/** What is read of a permission to show it. */
export const permissionColumns = {
  id: true,
  name: true,
  description: true,
  builtIn: true,
  version: true,
} as const

/** What is read with a role or a rung to show it. */
export const withPermissions = {
  permissions: { include: { permission: { select: { name: true } } } },
} as const

interface WithNames {
  permissions: readonly { permission: { name: string } }[]
}

/** The names that a role or a rung has, in order. */
export const namesOf = ({ permissions }: WithNames): string[] =>
  permissions.map(({ permission }) => permission.name).sort()

export const presentPermission = ({ id, name, description, builtIn, version }: Permission): Permission => ({
  id,
  name,
  description,
  builtIn,
  version,
})

type RoleRow = Omit<Role, 'permissions' | 'createdAt' | 'updatedAt'> &
  WithNames & { createdAt: Date; updatedAt: Date }

/** A role as the contract shows it. */
export const presentRole = (row: RoleRow): Role => ({
  id: row.id,
  name: row.name,
  description: row.description,
  permissions: namesOf(row),
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

/** A rung as the contract shows it. */
export const presentRung = (row: Omit<Rung, 'permissions'> & WithNames): Rung => ({
  level: row.level,
  name: row.name,
  description: row.description,
  permissions: namesOf(row),
  version: row.version,
})
