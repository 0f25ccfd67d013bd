'use client'

import { useQueryClient } from '@tanstack/react-query'
import { ProjectDot } from '#components/shell/project-dot.tsx'
import { Switcher } from '#components/shell/switcher.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { readAgain, useMutate, useOperation } from '#lib/client/query.ts'
import { switchContext } from '#lib/contracts/account.ts'
import { listProjects } from '#lib/contracts/projects.ts'

const all = { id: 'all', name: 'All projects' }

/** The project that is looked at, after a page's title; the choice holds for the session. */
export function ProjectSwitcher() {
  const cache = useQueryClient()
  const me = useMe()
  const projects = useOperation(
    listProjects,
    { archived: false, limit: 200 },
    { enabled: me.data !== undefined },
  )
  const change = useMutate(switchContext, {
    invalidates: [],
    onSuccess: () => readAgain(cache),
    onError: (error) => toast.error('The project was not changed', { description: error.message }),
  })

  const organizationId = me.data?.organization?.id
  if (!organizationId) return null
  const choose = (id: string) =>
    change.mutate({ input: { organizationId, projectId: id === all.id ? null : id } })
  const current = me.data?.project ?? all
  const places = [
    all,
    ...(projects.data?.items ?? []).map(({ id, name, color }) => ({
      id,
      name,
      lead: <ProjectDot color={color} />,
    })),
  ]
  return (
    <div className="-ml-2">
      <Switcher
        label="Project"
        className="text-muted"
        current={places.find(({ id }) => id === current.id) ?? current}
        options={places}
        onSwitch={choose}
      />
    </div>
  )
}
