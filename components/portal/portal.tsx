'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { signOut } from 'next-auth/react'
import type { ReactNode } from 'react'
import type { CommandGroup } from '#components/shell/command-menu.tsx'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { ErrorState } from '#components/shell/error-state.tsx'
import { PortalShell } from '#components/shell/portal-shell.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { countText } from '#lib/client/count-text.ts'
import { mayCreate, useMe } from '#lib/client/me.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { switchContext } from '#lib/contracts/account.ts'
import { summarizeKeys } from '#lib/contracts/keys.ts'
import { organizationPlaces } from './organization-places.ts'
import { useKeySearch } from './use-key-search.tsx'
import { useUnread } from './use-unread.ts'

const nowhere = { id: '', name: '' }

/** The portal around every page, with what it shows of the session: organization, projects, person, keys to find. */
export function Portal({ children }: { children: ReactNode }) {
  const router = useRouter()
  const cache = useQueryClient()
  const me = useMe()
  const project = me.data?.project?.id
  const summary = useOperation(summarizeKeys, project ? { project } : {}, { enabled: me.data !== undefined })
  const unread = useUnread(me.data?.organization !== undefined && me.data.organization !== null)
  const search = useKeySearch()
  const change = useMutate(switchContext, {
    invalidates: [],
    onSuccess: async () => {
      router.push('/keys')
      // What was read belongs to the organization that was left.
      await cache.resetQueries()
    },
    onError: (error) => toast.error('The organization was not changed', { description: error.message }),
  })

  const found: CommandGroup = { heading: 'Keys', items: search.items, found: true }
  const organizations = me.data?.organizations ?? []
  return (
    <PortalShell
      organization={{
        current: me.data?.organization ?? nowhere,
        options: organizations,
        onSwitch: (organizationId) => change.mutate({ input: { organizationId } }),
      }}
      user={{ name: me.data?.user?.name ?? '', email: me.data?.user?.email ?? '' }}
      onSignOut={() => void signOut({ callbackUrl: '/sign-in' })}
      organizationItems={organizationPlaces(me.data?.permissions)}
      {...(summary.data ? { keyCount: countText(summary.data.total) } : {})}
      unread={unread}
      {...(mayCreate(me.data) ? { onCreateKey: () => router.push('/keys?create=1') } : {})}
      commands={[found]}
      onCommandSearch={search.onSearch}
      searching={search.searching}
    >
      <Inside me={me}>{children}</Inside>
    </PortalShell>
  )
}

/** The page, which waits for the session by itself; or why there is none to show. */
function Inside({ me, children }: { me: ReturnType<typeof useMe>; children: ReactNode }) {
  if (me.data && !me.data.organization)
    return (
      <EmptyState
        title="You belong to no organization"
        description="Ask its owner to take you in; then what it keeps here will be shown to you."
      />
    )
  if (me.data || !me.error) return children
  return <ErrorState error={me.error} onRetry={() => void me.refetch()} retrying={me.isFetching} />
}
