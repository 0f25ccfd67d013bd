'use client'

import { useQueryStates } from 'nuqs'
import type { ReactNode } from 'react'
import { LoadingState } from '#components/shell/loading-state.tsx'
import { PageHeader, PageSection } from '#components/shell/page-header.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { UsageGroups } from '#components/shell/usage-groups.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useNarrow } from '#components/ui/use-narrow.ts'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { getUsage } from '#lib/contracts/usage.ts'
import { RefusalReasons } from './refusal-reasons.tsx'
import { UsageFigures } from './usage-figures.tsx'
import { UsageOverTime } from './usage-over-time.tsx'
import { askedRange, spanNames, unitOf, usageParsers, usageSpans } from './usage-range.ts'

/** What the keys do: verifications over time, by outcome, project and key. `context` stands after the title: the project looked at. */
export function UsagePage({ context }: { context: ReactNode }) {
  const me = useMe()
  const [state, setState] = useQueryStates(usageParsers)
  const { span } = state
  const unit = unitOf(span, state.unit, useNarrow())
  const project = me.data?.project?.id
  const asked = { ...askedRange(span, unit, Date.now()), ...(project ? { project } : {}) }
  const options = { enabled: me.data !== undefined, keepPrevious: true, refreshEvery: 30_000 }
  const usage = useOperation(getUsage, asked, options)
  // What needs more reading than one chart is read less often.
  const grouped = { ...asked, unit: 'day', top: 10 } as const
  const seldom = { ...options, refreshEvery: 120_000 }
  const keys = useOperation(getUsage, { ...grouped, by: 'key' }, seldom)
  const projects = useOperation(
    getUsage,
    { ...grouped, by: 'project' },
    { ...seldom, enabled: options.enabled && !project },
  )
  return (
    <>
      <PageHeader
        title="Usage"
        context={context}
        actions={
          <Segmented
            label="Time span"
            size="sm"
            value={span}
            onValueChange={(next) => void setState({ span: next, unit: null })}
            options={usageSpans.map((value) => ({ value, label: value.replace(/(\d+)/, '$1 ') }))}
          />
        }
      />
      <QueryBoundary query={usage} loading={<Loading />}>
        {(data) => (
          <>
            <UsageFigures usage={data} />
            <UsageOverTime usage={data} asked={asked} />
            <PageSection title="Refusals by reason" className="border-b">
              <RefusalReasons total={data.total} />
            </PageSection>
            <div className={project ? '' : 'grid lg:grid-cols-2 lg:[&>section+section]:border-l'}>
              <UsageGroups
                title="Most used keys"
                query={keys}
                href={({ id }) => `/keys/${id}`}
                none={`No key was presented in these ${spanNames[span]}.`}
              />
              {!project && (
                <UsageGroups
                  title="By project"
                  query={projects}
                  href={() => null}
                  none={`No key of a project was presented in these ${spanNames[span]}.`}
                />
              )}
            </div>
          </>
        )}
      </QueryBoundary>
    </>
  )
}

function Loading() {
  return (
    <LoadingState label="Loading usage">
      <div className="flex h-27 items-center gap-10 border-b px-4 sm:px-7">
        <Skeleton className="h-12 w-40" />
        <Skeleton className="h-12 w-40" />
        <Skeleton className="hidden h-12 w-40 sm:block" />
      </div>
      <div className="px-4 py-6 sm:px-7">
        <Skeleton className="mb-9 h-5 w-28" />
        <Skeleton className="h-71 w-full" />
      </div>
    </LoadingState>
  )
}
