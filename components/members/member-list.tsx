'use client'

import { useState } from 'react'
import { EmptyKeyring, EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { useMe } from '#lib/client/me.ts'
import { useInfinite } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { listMembers, type Member } from '#lib/contracts/members.ts'
import { memberRoles } from '#lib/contracts/permissions.ts'
import { ChoiceFilter } from './choice-filter.tsx'
import { EditMemberDialog } from './edit-member.tsx'
import { LeaveDialog } from './leave.tsx'
import { type MemberAction, memberActions } from './member-actions.ts'
import { MemberTable } from './member-table.tsx'
import { usePageState } from './page-state.ts'
import { RemoveMember } from './removal/remove-member.tsx'
import { roleWords } from './role-words.ts'
import { TransferDialog } from './transfer-ownership.tsx'

const roles = memberRoles.map((value) => ({ value, label: roleWords[value].name }))

/** Members by name. */
export function MemberList() {
  const me = useMe()
  const [{ q, role }, setState] = usePageState()
  const wanted = useDebounced(q.trim().slice(0, 100))
  const [opened, setOpened] = useState<{ action: MemberAction; member: Member } | null>(null)
  const list = useInfinite(
    listMembers,
    { ...(wanted && { q: wanted }), ...(role.length > 0 && { role: role.join(',') }) },
    { enabled: me.data !== undefined, keepPrevious: true },
  )
  const members = list.data?.pages.flatMap((page) => page.items) ?? []
  const close = () => setOpened(null)
  return (
    <>
      <div className="flex min-h-12 items-center gap-2 px-4 py-2 sm:px-7">
        <ChoiceFilter
          label="Role"
          choices={roles}
          chosen={role}
          onChange={(chosen) => void setState({ role: chosen.length > 0 ? chosen : null })}
        />
      </div>
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading members" rows={5} />}
        isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
        isFiltered={wanted !== '' || role.length > 0 || list.isPlaceholderData}
        empty={
          <EmptyState
            art={<EmptyKeyring />}
            title="Nobody is here"
            description="Whoever joins the organization stands here, with what they may do."
          />
        }
        noMatch={<NoMatch noun="members" onClear={() => void setState({ q: null, role: null })} />}
      >
        {() => (
          <>
            <MemberTable
              members={members}
              self={me.data?.user?.id ?? null}
              actionsFor={(member) => memberActions(me.data, member)}
              onAction={(action, member) => setOpened({ action, member })}
            />
            <LoadMore
              noun={members.length === 1 ? 'member' : 'members'}
              shown={members.length}
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
      </ListBoundary>
      {opened?.action === 'edit' && <EditMemberDialog member={opened.member} onClose={close} />}
      {opened?.action === 'transfer' && <TransferDialog member={opened.member} onClose={close} />}
      {opened?.action === 'leave' &&
        (me.data?.permissions.includes('member:update') && (opened.member.keys ?? 0) > 0 ? (
          <RemoveMember member={opened.member} onClose={close} />
        ) : (
          <LeaveDialog onClose={close} />
        ))}
      {opened?.action === 'remove' && <RemoveMember member={opened.member} onClose={close} />}
    </>
  )
}
