'use client'

import { Banner } from '#components/ui/banner.tsx'
import { useOperations } from '#lib/client/query.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { getProject } from '#lib/contracts/projects.ts'

/** Whether a gateway asks by one of these keys: without it every key of its project is refused there. */
export function GatewaysAmong({ keys }: { keys: readonly ApiKey[] }) {
  const projects = useOperations(
    getProject,
    [...new Set(keys.map((key) => key.projectId))].map((projectId) => ({ projectId })),
  )
  const ids = new Set(keys.map((key) => key.id))
  const asking = projects.filter((project) => project?.gatewayKey && ids.has(project.gatewayKey.id))
  if (asking.length === 0) return null
  const names = asking.map((project) => `“${project?.name}”`).join(', ')
  return (
    <Banner tone="warning" title={`The gateway of ${names} asks by one of these`}>
      Without it every key there is refused, however good. Leave it out, or replace the gateway key first.
    </Banner>
  )
}
