'use client'

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useMe } from '#lib/client/me.ts'
import { useInfinite } from '#lib/client/query.ts'
import { type Approval, listApprovals } from '#lib/contracts/approvals.ts'
import { anyUuid } from '#lib/contracts/fields.ts'
import { PolicyHeader } from '../policy-header.tsx'
import { ApprovalRow } from './approval-row.tsx'
import { approvalViews, statesOf } from './approval-words.ts'
import { type Decision, DecisionDialog } from './decision-dialog.tsx'

/** Who asks for what an approval is needed for, and what came of it. */
export function ApprovalsPage() {
  const me = useMe()
  const [{ view, key }, setState] = useQueryStates({
    view: parseAsStringLiteral(approvalViews).withDefault('open'),
    key: parseAsString,
  })
  const [deciding, setDeciding] = useState<{ decision: Decision; approval: Approval } | null>(null)
  const ofKey = key && anyUuid.test(key) ? { key } : {}
  const list = useInfinite(listApprovals, { state: statesOf[view], ...ofKey }, { keepPrevious: true })
  const approvals = list.data?.pages.flatMap((page) => page.items) ?? []
  const decides = me.data?.permissions.includes('approval:decide') ?? false
  return (
    <>
      <PolicyHeader tab="approvals" />
      <div className="flex min-h-12 items-center border-b px-4 py-2 sm:px-7">
        <Segmented
          label="Which requests"
          size="sm"
          value={view}
          onValueChange={(next) => void setState({ view: next })}
          options={[
            { value: 'open', label: 'Open' },
            { value: 'over', label: 'Decided' },
          ]}
        />
      </div>
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading the requests" rows={4} />}
        isEmpty={() => approvals.length === 0}
        isFiltered={key !== null}
        empty={
          <EmptyState
            title={view === 'open' ? 'Nothing waits for a decision' : 'Nothing was decided yet'}
            description={
              decides
                ? 'Where the policy asks for an approval, members ask here before a key of theirs gets a permission.'
                : 'Where the policy asks for an approval, you ask as you give a key the permission, and read here what came of it.'
            }
          />
        }
        noMatch={<NoMatch noun="requests" by="filters" onClear={() => void setState({ key: null })} />}
      >
        {() => (
          <>
            <ul aria-label="Requests">
              {approvals.map((approval) => (
                <ApprovalRow
                  key={approval.id}
                  approval={approval}
                  mine={approval.requester.id === me.data?.user?.id}
                  onDecide={(decision) => setDeciding({ decision, approval })}
                />
              ))}
            </ul>
            <LoadMore
              noun={approvals.length === 1 ? 'request' : 'requests'}
              shown={approvals.length}
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
      </ListBoundary>
      {deciding && <DecisionDialog {...deciding} onClose={() => setDeciding(null)} />}
    </>
  )
}
