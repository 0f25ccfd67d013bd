'use client'

import Link from 'next/link'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { ErrorState } from '#components/shell/error-state.tsx'
import { LoadingState } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { ApiProblem } from '#lib/client/problem.ts'
import { useOperation } from '#lib/client/query.ts'
import { getWebhook, type Webhook } from '#lib/contracts/webhooks.ts'
import { DeliveriesTab } from './deliveries-tab.tsx'
import { EndpointActions } from './endpoint-actions.tsx'
import { EndpointSide } from './endpoint-side.tsx'
import { useEndpointStateText } from './endpoint-state.tsx'
import { addressParts, disabledWords, endpointStateNames } from './endpoint-words.ts'
import { VerifyTab } from './verify-tab.tsx'

const tabs = ['deliveries', 'verify'] as const

/** One endpoint: what was delivered to it, how it is doing, and how its receiver verifies. */
export function EndpointPage({ endpointId }: { endpointId: string }) {
  const endpoint = useOperation(getWebhook, { endpointId }, { refreshEvery: 10_000 })
  return (
    <QueryBoundary
      query={endpoint}
      loading={<LoadingEndpoint />}
      renderError={(error) => (
        <>
          <h1 className="sr-only">Webhook endpoint</h1>
          {isMissing(error) ? (
            <NoSuchEndpoint />
          ) : (
            <ErrorState
              error={error}
              onRetry={() => void endpoint.refetch()}
              retrying={endpoint.isFetching}
            />
          )}
        </>
      )}
    >
      {(data) => <EndpointDetail endpoint={data} />}
    </QueryBoundary>
  )
}

const isMissing = (error: unknown) =>
  error instanceof ApiProblem && (error.code === 'not_found' || error.code === 'invalid')

function LoadingEndpoint() {
  return (
    <LoadingState label="Loading the endpoint">
      <h1 className="sr-only">Webhook endpoint</h1>
      <div className="grid gap-2.5 border-b px-4 py-6.5 sm:px-7">
        <Skeleton className="h-5 w-56" />
        <Skeleton className="h-3 w-72" />
      </div>
      <div className="flex h-10 items-center gap-5 border-b px-4 sm:px-7">
        {tabs.map((tab) => (
          <Skeleton key={tab} className="h-3 w-16" />
        ))}
      </div>
    </LoadingState>
  )
}

function NoSuchEndpoint() {
  return (
    <EmptyState
      title="There is no endpoint here"
      description="It does not exist any more, or you may not see it."
      action={
        <Button asChild>
          <Link href="/webhooks">All endpoints</Link>
        </Button>
      }
    />
  )
}

function EndpointDetail({ endpoint }: { endpoint: Webhook }) {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('deliveries'))
  const { host } = addressParts(endpoint.url)
  const name = endpoint.description || host
  return (
    <>
      <title>{`${name} · Latchwork`}</title>
      <header className="flex flex-wrap items-center gap-x-6 gap-y-4 border-b px-4 py-5 sm:px-7">
        <div className="min-w-0 max-w-full">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <h1 className="wrap-anywhere text-xl">{name}</h1>
            <StateBadge endpoint={endpoint} />
          </div>
          <p className="flex items-center gap-1 font-mono text-faint text-xs">
            <span className="truncate">{endpoint.url}</span>
            <CopyButton value={endpoint.url} label="Copy the address" />
          </p>
        </div>
        <EndpointActions endpoint={endpoint} />
      </header>
      {endpoint.disabledReason && (
        <div className="border-b px-4 py-5 sm:px-7">
          <Banner tone="warning" title="Latchwork disabled this endpoint">
            {disabledWords[endpoint.disabledReason]}
          </Banner>
        </div>
      )}
      <div className="lg:grid lg:min-h-[calc(100dvh-97px)] lg:grid-cols-[minmax(0,1fr)_328px]">
        <Tabs
          value={tab}
          onValueChange={(next) => void setTab(tabs.find((one) => one === next) ?? 'deliveries')}
        >
          <TabList label="About the endpoint" className="px-4 sm:px-7">
            <Tab value="deliveries">Deliveries</Tab>
            <Tab value="verify">Verify in your code</Tab>
          </TabList>
          <TabPanel value="deliveries">
            <DeliveriesTab endpoint={endpoint} />
          </TabPanel>
          <TabPanel value="verify">
            <VerifyTab />
          </TabPanel>
        </Tabs>
        <EndpointSide endpoint={endpoint} />
      </div>
    </>
  )
}

function StateBadge({ endpoint }: { endpoint: Webhook }) {
  const text = useEndpointStateText(endpoint)
  const { tone } = endpointStateNames[endpoint.state]
  return <Badge tone={endpoint.disabledReason ? 'danger' : tone}>{text}</Badge>
}
