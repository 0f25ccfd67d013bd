'use client'

import Link from 'next/link'
import { useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { ErrorState } from '#components/shell/error-state.tsx'
import { KeyLines } from '#components/shell/key-lines.tsx'
import { LoadingRows, LoadingState } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Avatar } from '#components/ui/avatar.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { DescriptionList } from '#components/ui/description-list.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { mayForOthers, useMe } from '#lib/client/me.ts'
import { ApiProblem } from '#lib/client/problem.ts'
import { useOperation } from '#lib/client/query.ts'
import { keyStatuses } from '#lib/contracts/api-key.ts'
import { listKeys } from '#lib/contracts/keys.ts'
import { getServiceAccount, type ServiceAccount } from '#lib/contracts/service-accounts.ts'
import { EditAccountDialog } from './account-dialogs.tsx'
import { keysHref } from './account-words.ts'
import { ArchiveDialog } from './archive-dialog.tsx'
import { RestoreDialog } from './restore-dialog.tsx'

/** One service account: who answers for it, and what it owns. */
export function ServiceAccountPage({ serviceAccountId }: { serviceAccountId: string }) {
  const account = useOperation(getServiceAccount, { serviceAccountId })
  return (
    <QueryBoundary
      query={account}
      loading={<LoadingAccount />}
      renderError={(error) => (
        <>
          <h1 className="sr-only">Service account</h1>
          {isMissing(error) ? (
            <EmptyState
              title="There is no service account here"
              description="It does not exist, or it belongs to another organization."
              action={
                <Button asChild>
                  <Link href="/service-accounts">All service accounts</Link>
                </Button>
              }
            />
          ) : (
            <ErrorState error={error} onRetry={() => void account.refetch()} retrying={account.isFetching} />
          )}
        </>
      )}
    >
      {(data) => <AccountDetail account={data} />}
    </QueryBoundary>
  )
}

const isMissing = (error: unknown) =>
  error instanceof ApiProblem && (error.code === 'not_found' || error.code === 'invalid')

function LoadingAccount() {
  return (
    <LoadingState label="Loading the service account">
      <h1 className="sr-only">Service account</h1>
      <div className="flex items-center gap-5 border-b px-4 py-5 sm:px-7">
        <Skeleton className="size-10" />
        <div className="grid gap-2.5 py-1.5">
          <Skeleton className="h-5 w-44" />
          <Skeleton className="h-3 w-28" />
        </div>
      </div>
      <LoadingRows label="Loading its keys" rows={4} />
    </LoadingState>
  )
}

const standing = keyStatuses.filter((status) => status !== 'revoked')
const shownKeys = 10

function AccountDetail({ account }: { account: ServiceAccount }) {
  const me = useMe()
  const [open, setOpen] = useState<'edit' | 'archive' | 'restore' | null>(null)
  const keys = useOperation(listKeys, {
    owner: account.id,
    status: standing,
    sort: '-lastUsedAt',
    limit: shownKeys,
  })
  const mayChange = me.data?.permissions.includes('service_account:update') ?? false
  const unanswered = !account.responsible && !account.archivedAt
  const close = () => setOpen(null)
  return (
    <>
      <title>{`${account.name} · Latchwork`}</title>
      <header className="flex flex-wrap items-center gap-x-5 gap-y-4 border-b px-4 py-5 sm:px-7">
        <Avatar name={account.name} machine className="size-10 text-sm" />
        <div className="min-w-0 max-w-full">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="wrap-anywhere text-xl">{account.name}</h1>
            {account.archivedAt && <Badge>archived</Badge>}
          </div>
          <p className="wrap-anywhere text-muted">{account.description || 'Service account'}</p>
        </div>
        <div className="ml-auto flex flex-wrap items-center gap-2 max-sm:ml-0">
          {mayChange && <Button onClick={() => setOpen('edit')}>Edit</Button>}
          {mayChange &&
            (account.archivedAt ? (
              <Button onClick={() => setOpen('restore')}>Restore</Button>
            ) : (
              <Button variant="danger" onClick={() => setOpen('archive')}>
                Archive
              </Button>
            ))}
          {!account.archivedAt && mayForOthers(me.data, 'create') && (
            <Button variant="primary" asChild>
              <Link href={`/keys?create=1&ownerId=${account.id}`}>Create key</Link>
            </Button>
          )}
        </div>
      </header>
      {unanswered && (
        <Banner
          tone="warning"
          title="Nobody answers for it yet"
          className="mx-4 mt-5 sm:mx-7"
          action={
            mayChange && (
              <Button size="sm" onClick={() => setOpen('edit')}>
                Choose a member
              </Button>
            )
          }
        >
          When one of its keys leaks, this is who is asked.
        </Banner>
      )}
      <div className={cn('grid lg:grid-cols-[minmax(0,1fr)_340px]', unanswered && 'mt-5 border-t')}>
        <KeyLines
          title="Keys"
          query={keys}
          href={keysHref(account.id)}
          none={
            account.archivedAt ? 'It owns none, and may own none while it is archived.' : 'It owns none yet.'
          }
          lead={(key) => (
            <Bitting keyId={key.id} generation={key.generation} size="sm" className="max-sm:hidden" />
          )}
          aside={(key) => <RelativeTime instant={key.lastUsedAt} />}
        />
        <aside className="px-4 py-6 max-lg:border-t sm:px-7 lg:border-l">
          <h2 className="mb-3 text-sm">Details</h2>
          <Details account={account} />
        </aside>
      </div>
      {open === 'edit' && <EditAccountDialog account={account} onClose={close} />}
      {open === 'archive' && <ArchiveDialog account={account} onClose={close} />}
      {open === 'restore' && <RestoreDialog account={account} self={me.data?.user ?? null} onClose={close} />}
    </>
  )
}

function Details({ account }: { account: ServiceAccount }) {
  return (
    <DescriptionList
      items={[
        {
          term: 'Responsible',
          detail: account.responsible?.name ?? <span className="text-faint">nobody</span>,
        },
        ...(account.keys === null
          ? []
          : [
              { term: 'Keys', detail: account.keys.toLocaleString('en') },
              { term: 'Last used', detail: <RelativeTime instant={account.lastUsedAt} /> },
            ]),
        { term: 'Made', detail: <RelativeTime instant={account.createdAt} /> },
        { term: 'Changed', detail: <RelativeTime instant={account.updatedAt} /> },
        ...(account.archivedAt
          ? [{ term: 'Archived', detail: <RelativeTime instant={account.archivedAt} /> }]
          : []),
        { term: 'Id', detail: account.id, mono: true },
      ]}
    />
  )
}
