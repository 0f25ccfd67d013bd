'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Switcher } from '#components/shell/switcher.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { getMe, switchContext } from '#lib/contracts/account.ts'
import { listProjects } from '#lib/contracts/organizations.ts'

const all = { id: 'all', name: 'All projects' }

/** The project that is looked at, after a page's title; the choice holds for the session. */
export function ProjectSwitcher() {
  const cache = useQueryClient()
  const me = useMe()
  const projects = useOperation(listProjects, { limit: 200 }, { enabled: me.data !== undefined })
  const change = useMutate(switchContext, {
    invalidates: [getMe],
    onSuccess: () => void cache.invalidateQueries(),
    onError: (error) => toast.error('The project was not changed', { description: error.message }),
  })

  const organizationId = me.data?.organization?.id
  if (!organizationId) return null
  const choose = (id: string) =>
    change.mutate({ input: { organizationId, projectId: id === all.id ? null : id } })
  return (
    <div className="-ml-2">
      <Switcher
        label="Project"
        className="text-muted"
        current={me.data?.project ?? all}
        options={[all, ...(projects.data?.items ?? [])]}
        onSwitch={choose}
      />
    </div>
  )
}
