import { useMemo } from 'react'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { listLevels, listPermissions, listRoles } from '#lib/contracts/catalogue.ts'
import type { Catalogue } from './grant-choice.ts'

/** What a grant may be made of, and what the person who gives it holds; null until all of it is read. */
export function useCatalogue(): { catalogue: Catalogue; held: ReadonlySet<string> } | null {
  const me = useMe()
  const permissions = useOperation(listPermissions, {})
  const roles = useOperation(listRoles, {})
  const levels = useOperation(listLevels, {})
  return useMemo(() => {
    if (!me.data || !permissions.data || !roles.data || !levels.data) return null
    return {
      catalogue: {
        permissions: permissions.data.items,
        roles: roles.data.items,
        levels: levels.data.items,
      },
      held: new Set(me.data.permissions),
    }
  }, [me.data, permissions.data, roles.data, levels.data])
}
