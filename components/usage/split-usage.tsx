'use client'

import { LoadingState } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { ChartLegend } from '#components/ui/chart-legend.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StackedBars } from '#components/ui/stacked-bars.tsx'
import type { CallInput } from '#lib/client/call.ts'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { listProjects } from '#lib/contracts/projects.ts'
import { getUsage } from '#lib/contracts/usage.ts'
import { CountTable } from './count-table.tsx'
import { namedGroups, splitUsage } from './split-series.ts'
import type { Usage } from './usage.ts'
import { barsOf, plotHeight, type View } from './usage-range.ts'

interface SplitUsageProps {
  by: 'project' | 'key'
  /** The range, and the project looked at. */
  asked: CallInput<typeof getUsage>
  view: View
  /** Of the span: `7 days`. */
  name: string
}

/** Verifications over time by project or key. Mount it anew for another `by`: what was read stays on screen meanwhile. */
export function SplitUsage({ by, asked, view, name }: SplitUsageProps) {
  const may = useMe().data?.permissions.includes('project:read') ?? false
  const usage = useOperation(
    getUsage,
    { ...asked, by, top: namedGroups },
    // What needs more reading than one chart is read less often.
    { keepPrevious: true, refreshEvery: 120_000 },
  )
  const projects = useOperation(listProjects, { limit: 200 }, { enabled: by === 'project' && may })
  const colors = new Map(projects.data?.items.map(({ id, color }) => [id, color]))
  const loading = (
    <LoadingState label={`Loading usage by ${by}`}>
      <Skeleton className="mb-6 h-5 w-64" />
      <Skeleton className="h-71 w-full" />
    </LoadingState>
  )
  // No bar changes its colour under the eye.
  if (projects.isLoading) return loading
  return (
    <QueryBoundary query={usage} loading={loading}>
      {(data) => (
        <>
          <Split usage={data} colors={colors} by={by} view={view} name={name} />
          {by === 'project' && asked.project && (
            <p className="mt-3 text-faint">
              Only one project is looked at. To compare them, choose All projects at the top.
            </p>
          )}
        </>
      )}
    </QueryBoundary>
  )
}

interface SplitProps extends Omit<SplitUsageProps, 'asked'> {
  usage: Usage
  colors: Parameters<typeof splitUsage>[1]
}

function Split({ usage, colors, by, view, name }: SplitProps) {
  const { series, slots } = splitUsage(usage, colors)
  const label = `Verifications by ${by}, ${name}`
  if (view === 'table')
    return (
      <CountTable
        label={`${label}, as a table`}
        unit={usage.unit}
        columns={series}
        rows={slots.filter(({ counts }) => counts.some((count) => count > 0))}
      />
    )
  return (
    <>
      <ChartLegend label={by === 'project' ? 'Projects' : 'Keys'} entries={series} />
      <StackedBars
        series={series}
        bars={barsOf(slots, usage.unit)}
        label={`${label}, ${usage.unit === 'hour' ? 'by hour' : 'by day'}`}
        height={plotHeight}
        className="mt-6"
      />
    </>
  )
}
