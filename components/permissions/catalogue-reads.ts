import { getMe } from '#lib/contracts/account.ts'
import { getPermission, getPermissionUse, listPermissions } from '#lib/contracts/catalogue.ts'
import { getKey, listKeys } from '#lib/contracts/keys.ts'
import { getLevel, listLevels } from '#lib/contracts/levels.ts'
import { listPresets } from '#lib/contracts/presets.ts'
import { getRole, listRoleKeys, listRoles } from '#lib/contracts/roles.ts'

/** What tells of the catalogue, and of what people and keys hold of it: stale once any of it was changed. */
export const catalogueReads = [
  listPermissions,
  getPermission,
  getPermissionUse,
  listRoles,
  getRole,
  listRoleKeys,
  listLevels,
  getLevel,
  listPresets,
  getMe,
  getKey,
  listKeys,
] as const
