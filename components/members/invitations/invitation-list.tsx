'use client'

import { useState } from 'react'
import { EmptyKeyring, EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { Button } from '#components/ui/button.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { useMe } from '#lib/client/me.ts'
import { useInfinite } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { type Invitation, invitationStates, listInvitations } from '#lib/contracts/invitations.ts'
import { mayGiveRole } from '#lib/contracts/members.ts'
import { ChoiceFilter } from '../choice-filter.tsx'
import { usePageState } from '../page-state.ts'
import { InvitationTable } from './invitation-table.tsx'
import { stateNames } from './invitation-words.ts'
import { ResendDialog } from './resend-dialog.tsx'
import { useMailIsOn } from './use-mail-is-on.ts'
import { WithdrawDialog } from './withdraw-dialog.tsx'

const states = invitationStates.map((value) => ({ value, label: stateNames[value] }))

/** Invitations, those that wait first, and what became of each. */
export function InvitationList({ onInvite }: { onInvite: () => void }) {
  const me = useMe()
  const [{ q, state }, setState] = usePageState()
  const wanted = useDebounced(q.trim().slice(0, 100))
  const [opened, setOpened] = useState<{ action: 'resend' | 'withdraw'; invitation: Invitation } | null>(null)
  const list = useInfinite(
    listInvitations,
    { ...(wanted && { q: wanted }), ...(state.length > 0 && { state: state.join(',') }) },
    { keepPrevious: true, refreshEvery: 30_000 },
  )
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  // Accepted between two pages, it is in both: first among those that wait, then among those that are over.
  const invitations = [...new Map(items.map((one) => [one.id, one])).values()]
  const mail = useMailIsOn()
  const role = me.data?.role
  const close = () => setOpened(null)
  return (
    <>
      <div className="flex min-h-12 items-center gap-2 px-4 py-2 sm:px-7">
        <ChoiceFilter
          label="State"
          choices={states}
          chosen={state}
          onChange={(chosen) => void setState({ state: chosen.length > 0 ? chosen : null })}
        />
      </div>
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading invitations" rows={3} />}
        isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
        isFiltered={wanted !== '' || state.length > 0 || list.isPlaceholderData}
        empty={
          <EmptyState
            art={<EmptyKeyring />}
            title="Nobody is invited"
            description="Invite people by e-mail or with a link, with the role and the projects that they are to have."
            action={
              <Button variant="primary" onClick={onInvite}>
                Invite
              </Button>
            }
          />
        }
        noMatch={<NoMatch noun="invitations" onClear={() => void setState({ q: null, state: null })} />}
      >
        {() => (
          <>
            <InvitationTable
              invitations={invitations}
              mail={mail}
              mayChange={(invitation) => role != null && mayGiveRole(role, invitation.role)}
              onAction={(action, invitation) => setOpened({ action, invitation })}
            />
            <LoadMore
              noun={invitations.length === 1 ? 'invitation' : 'invitations'}
              shown={invitations.length}
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
      </ListBoundary>
      {opened?.action === 'resend' && <ResendDialog invitation={opened.invitation} onClose={close} />}
      {opened?.action === 'withdraw' && <WithdrawDialog invitation={opened.invitation} onClose={close} />}
    </>
  )
}
