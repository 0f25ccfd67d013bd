'use client'

import Link from 'next/link'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { LoadingState } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { BarChart } from '#components/ui/bar-chart.tsx'
import { shortCount } from '#components/ui/chart-scale.ts'
import { cn } from '#components/ui/cn.ts'
import { Segmented } from '#components/ui/segmented.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useNarrow } from '#components/ui/use-narrow.ts'
import { useOperation } from '#lib/client/query.ts'
import {
  dayBars,
  fillSlots,
  type Outcomes,
  percent,
  refusalReasons,
  slotsByDay,
  tally,
} from '#lib/client/usage-series.ts'
import { getUsage } from '#lib/contracts/usage.ts'
import { hourBars, lastHours } from './last-hours.ts'

const spans = ['36h', '7d'] as const
const hours = { '36h': 36, '7d': 168 } as const
const names = { '36h': '36 hours', '7d': '7 days' } as const
const plotHeight = 216

/** Verifications of the last 36 hours or 7 days, with every outcome beside them. */
export function Verifications({ project, enabled }: { project: string | undefined; enabled: boolean }) {
  const [span, setSpan] = useQueryState('span', parseAsStringLiteral(spans).withDefault('36h'))
  const daily = useNarrow() && span === '7d'
  const usage = useOperation(
    getUsage,
    { ...lastHours(hours[span], Date.now()), ...(project ? { project } : {}) },
    { enabled, keepPrevious: true, refreshEvery: 30_000 },
  )
  return (
    <section aria-labelledby="verifications" className="grid border-b lg:grid-cols-[minmax(0,1fr)_320px]">
      <div className="min-w-0 px-4 pt-5 pb-5 sm:px-7">
        <div className="mb-9 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h2 id="verifications" className="text-sm">
            Verifications
          </h2>
          <Segmented
            label="Time span"
            size="sm"
            value={span}
            onValueChange={(next) => void setSpan(next)}
            options={spans.map((value) => ({ value, label: names[value] }))}
          />
        </div>
        <QueryBoundary query={usage} loading={<LoadingChart />}>
          {(data) => {
            const slots = fillSlots(data.points, data.from, data.to, 'hour')
            return (
              <BarChart
                bars={daily ? dayBars(slotsByDay(slots)) : hourBars(slots)}
                label={`Verifications by ${daily ? 'day' : 'hour'}, ${names[span]}`}
                height={plotHeight}
              />
            )
          }}
        </QueryBoundary>
      </div>
      <div className="min-w-0 border-line px-4 pt-5 pb-6 sm:px-7 lg:border-l">
        {usage.data ? <OutcomeList total={usage.data.total} /> : !usage.error && <LoadingOutcomes />}
      </div>
    </section>
  )
}

function OutcomeList({ total }: { total: Outcomes }) {
  const { valid, refused } = tally(total)
  const all = valid + refused
  const rows = [{ code: 'VALID', name: 'Valid', count: valid }, ...refusalReasons(total)]
  return (
    <>
      <p className="mb-3">
        <span title={all.toLocaleString('en')} className="font-semibold text-2xl tracking-tight">
          {shortCount(all)}
        </span>
        <span className="ml-2 text-faint">
          {all === 0 ? 'none yet' : refused === 0 ? 'all valid' : `${percent(valid, all)} valid`}
        </span>
      </p>
      <ul className="border-t">
        {rows.map(({ code, name, count }) => (
          <li key={code} className="flex min-h-8 items-center gap-2 border-b">
            <span
              aria-hidden="true"
              className={cn('size-1.75 rounded-full', code === 'VALID' ? 'bg-bar' : 'bg-danger')}
            />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="font-mono text-xs">{count.toLocaleString('en')}</span>
          </li>
        ))}
      </ul>
      <Link
        href="/usage"
        className="mt-3 inline-block text-muted underline decoration-edge underline-offset-4 hover:text-ink"
      >
        Usage over time
      </Link>
    </>
  )
}

function LoadingChart() {
  return (
    <LoadingState label="Loading verifications">
      <Skeleton className="h-60 w-full" />
    </LoadingState>
  )
}

function LoadingOutcomes() {
  return (
    <LoadingState label="Loading outcomes" className="grid content-start gap-3">
      <Skeleton className="h-7 w-32" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-full" />
    </LoadingState>
  )
}
