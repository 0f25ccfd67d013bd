import { useMemo } from 'react'
import { byName } from '#lib/client/by-name.ts'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { listPermissions } from '#lib/contracts/catalogue.ts'
import { listLevels } from '#lib/contracts/levels.ts'
import { getProject } from '#lib/contracts/projects.ts'
import { listRoles } from '#lib/contracts/roles.ts'
import type { Catalogue } from './grant-choice.ts'

/**
 * What a grant may be made of, and what the person who gives it holds; null until all of it is read.
 * @param projectId of the key; left out, or '' while none is chosen, nothing is known of what its project allows
 */
export function useCatalogue(projectId = ''): { catalogue: Catalogue; held: ReadonlySet<string> } | null {
  const me = useMe()
  const permissions = useOperation(listPermissions, {})
  const roles = useOperation(listRoles, {})
  const levels = useOperation(listLevels, {})
  const project = useOperation(getProject, { projectId }, { enabled: projectId !== '' })
  return useMemo(() => {
    if (!me.data || !permissions.data || !roles.data || !levels.data) return null
    return {
      catalogue: {
        permissions: permissions.data.items,
        roles: byName(roles.data.items),
        levels: levels.data.items,
        allowed: project.data?.allowedPermissions ?? null,
      },
      held: new Set(me.data.permissions),
    }
  }, [me.data, permissions.data, roles.data, levels.data, project.data])
}
