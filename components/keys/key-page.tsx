'use client'

import Link from 'next/link'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { useCommandGroup } from '#components/shell/command-registry.tsx'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { ErrorState } from '#components/shell/error-state.tsx'
import { LoadingState } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { ApiProblem } from '#lib/client/problem.ts'
import { useOperation } from '#lib/client/query.ts'
import { type Span, spanRange, spans } from '#lib/client/usage-series.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { getKey } from '#lib/contracts/keys.ts'
import { getKeyUsage } from '#lib/contracts/usage.ts'
import { AccessTab } from './access-tab.tsx'
import { HistoryTab } from './history-tab.tsx'
import { KeyHeaderActions } from './key-header-actions.tsx'
import { KeySide } from './key-side.tsx'
import { shownStatus } from './key-status.ts'
import { KeyStatusBadge } from './key-status-text.tsx'
import { RefusalsTab } from './refusals-tab.tsx'
import { SecretsTab } from './secrets-tab.tsx'
import { UsageTab } from './usage-tab.tsx'
import { useKeyActions } from './use-key-actions.tsx'
import { useRowUsage } from './use-row-usage.ts'

const tabs = ['usage', 'access', 'secrets', 'refusals', 'history'] as const

/** One key: what it does, may do, holds and has been through. */
export function KeyPage({ keyId }: { keyId: string }) {
  const key = useOperation(getKey, { keyId }, { refreshEvery: 30_000 })
  return (
    <QueryBoundary
      query={key}
      loading={<LoadingKey />}
      renderError={(error) => (
        <>
          <h1 className="sr-only">Key</h1>
          {isMissing(error) ? (
            <NoSuchKey />
          ) : (
            <ErrorState error={error} onRetry={() => void key.refetch()} retrying={key.isFetching} />
          )}
        </>
      )}
    >
      {(data) => <KeyDetail apiKey={data} />}
    </QueryBoundary>
  )
}

/** The header and the tabs in the sizes they will have. */
function LoadingKey() {
  return (
    <LoadingState label="Loading the key">
      <h1 className="sr-only">Key</h1>
      <div className="flex items-center gap-6 border-b px-4 py-5 sm:px-7">
        <Skeleton className="h-8 w-27 sm:h-10 sm:w-[135px]" />
        <div className="grid gap-2.5 py-1.5">
          <Skeleton className="h-5 w-44" />
          <Skeleton className="h-3 w-28" />
        </div>
      </div>
      <div className="flex h-10 items-center gap-5 border-b px-4 sm:px-7">
        {tabs.map((tab) => (
          <Skeleton key={tab} className="h-3 w-14" />
        ))}
      </div>
    </LoadingState>
  )
}

const isMissing = (error: unknown) =>
  error instanceof ApiProblem && (error.code === 'not_found' || error.code === 'invalid')

function NoSuchKey() {
  return (
    <EmptyState
      title="There is no key here"
      description="It does not exist, or you may not see it. Perhaps it belongs to another organization."
      action={
        <Button asChild>
          <Link href="/keys">All keys</Link>
        </Button>
      }
    />
  )
}

function KeyDetail({ apiKey }: { apiKey: ApiKeyDetail }) {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('usage'))
  const [span, setSpan] = useQueryState(
    'span',
    parseAsStringLiteral(Object.keys(spans) as Span[]).withDefault('7d'),
  )
  const usage = useOperation(
    getKeyUsage,
    { keyId: apiKey.id, ...spanRange(span, Date.now()) },
    { keepPrevious: true, refreshEvery: 30_000 },
  )
  // What the list judges by, whatever span is looked at here.
  const recent = useRowUsage([{ items: [apiKey] }]).get(apiKey.id)
  const actions = useKeyActions(apiKey)
  const group = useMemo(
    () => ({
      heading: apiKey.name,
      items: actions.map(({ id, label, run }) => ({ id, label: `${label}: ${apiKey.name}`, onSelect: run })),
    }),
    [actions, apiKey.name],
  )
  useCommandGroup(group)

  const refusals = usage.data?.refusals.length
  return (
    <>
      <title>{`${apiKey.name} · Latchwork`}</title>
      <header className="flex flex-wrap items-center gap-x-6 gap-y-4 border-b px-4 py-5 sm:px-7">
        <Bitting
          keyId={apiKey.id}
          generation={apiKey.generation}
          size="lg"
          spent={apiKey.status === 'revoked'}
          className="max-sm:h-8 max-sm:w-27"
        />
        <div className="min-w-0 max-w-full">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <h1 className="wrap-anywhere text-xl">{apiKey.name}</h1>
            <KeyStatusBadge status={shownStatus(apiKey, recent?.points)} />
          </div>
          <p className="flex items-center gap-1 font-mono text-faint text-xs">
            <span className="truncate">{apiKey.mask}</span>
            <CopyButton value={apiKey.id} label="Copy the key’s id" />
          </p>
        </div>
        <KeyHeaderActions apiKey={apiKey} actions={actions} />
      </header>
      <div className="lg:grid lg:min-h-[calc(100dvh-97px)] lg:grid-cols-[minmax(0,1fr)_328px]">
        <Tabs value={tab} onValueChange={(next) => void setTab(tabs.find((one) => one === next) ?? 'usage')}>
          <TabList label="About the key" className="px-4 sm:px-7">
            <Tab value="usage">Usage</Tab>
            <Tab value="access">Access</Tab>
            <Tab value="secrets">Secrets</Tab>
            <Tab value="refusals" {...(refusals ? { count: refusals } : {})}>
              Refusals
            </Tab>
            <Tab value="history">History</Tab>
          </TabList>
          <TabPanel value="usage">
            <UsageTab
              apiKey={apiKey}
              usage={usage}
              span={span}
              onSpan={(next) => void setSpan(next)}
              onRefusals={() => void setTab('refusals')}
            />
          </TabPanel>
          <TabPanel value="access">
            <AccessTab apiKey={apiKey} usage={usage} />
          </TabPanel>
          <TabPanel value="secrets">
            <SecretsTab apiKey={apiKey} usage={usage} />
          </TabPanel>
          <TabPanel value="refusals">
            <RefusalsTab apiKey={apiKey} usage={usage} />
          </TabPanel>
          <TabPanel value="history">
            <HistoryTab keyId={apiKey.id} />
          </TabPanel>
        </Tabs>
        <KeySide apiKey={apiKey} usage={usage.data} actions={actions} />
      </div>
    </>
  )
}
