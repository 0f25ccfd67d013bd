'use client'

import { useQueryStates } from 'nuqs'
import type { ReactNode } from 'react'
import { LoadingState } from '#components/shell/loading-state.tsx'
import { PageHeader, PageSection } from '#components/shell/page-header.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { UsageGroups } from '#components/shell/usage-groups.tsx'
import { BarChart } from '#components/ui/bar-chart.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { fillSlots, type Unit } from '#lib/client/usage-series.ts'
import { getUsage } from '#lib/contracts/usage.ts'
import { RefusalReasons } from './refusal-reasons.tsx'
import type { Usage } from './usage.ts'
import { UsageFigures } from './usage-figures.tsx'
import { askedRange, barsOf, spanNames, unitOf, unitsOf, usageParsers, usageSpans } from './usage-range.ts'
import { UsageTable } from './usage-table.tsx'

const plotHeight = 260

/** What the keys do: verifications over time by outcome. `context` stands after the title: the project looked at. */
export function UsagePage({ context }: { context: ReactNode }) {
  const me = useMe()
  const [state, setState] = useQueryStates(usageParsers)
  const { span, view } = state
  const unit = unitOf(span, state.unit)
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
            <PageSection
              title="Verifications"
              className="border-b"
              aside={
                <span className="flex flex-wrap gap-2">
                  {unitsOf(span).length > 1 && (
                    <Segmented
                      label="Width of a bar"
                      size="sm"
                      value={unit}
                      onValueChange={(next) => void setState({ unit: next })}
                      options={[
                        { value: 'hour', label: 'Hourly' },
                        { value: 'day', label: 'Daily' },
                      ]}
                    />
                  )}
                  <Segmented
                    label="Shown as"
                    size="sm"
                    value={view}
                    onValueChange={(next) => void setState({ view: next })}
                    options={[
                      { value: 'chart', label: 'Chart' },
                      { value: 'table', label: 'Table' },
                    ]}
                  />
                </span>
              }
            >
              {view === 'chart' ? (
                <Chart usage={data} name={spanNames[span]} />
              ) : (
                <UsageTable usage={data} name={spanNames[span]} />
              )}
            </PageSection>
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

function Chart({ usage, name }: { usage: Usage; name: string }) {
  const unit: Unit = usage.unit
  const bars = barsOf(fillSlots(usage.points, usage.from, usage.to, unit), unit)
  return (
    <>
      <BarChart
        bars={bars}
        label={`Verifications, ${name}, ${unit === 'hour' ? 'by hour' : 'by day'}`}
        height={plotHeight}
        className="mt-6"
      />
      {usage.points.length === 0 && (
        <p className="mt-3 text-center text-faint">No key was presented in these {name}.</p>
      )}
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
