'use client'

import { LoadingState } from '#components/shell/loading-state.tsx'
import { PageSection } from '#components/shell/page-header.tsx'
import { QueryBoundary, type QueryLike } from '#components/shell/query-boundary.tsx'
import { BarChart } from '#components/ui/bar-chart.tsx'
import { Button } from '#components/ui/button.tsx'
import { shortCount } from '#components/ui/chart-scale.ts'
import { Segmented } from '#components/ui/segmented.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useNarrow } from '#components/ui/use-narrow.ts'
import {
  chartBars,
  dayBars,
  fillSlots,
  refusalReasons,
  type Span,
  slotsByDay,
  spans,
  tally,
} from '#lib/client/usage-series.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import type { KeyUsage } from './key-usage.ts'
import { OldSecretClients } from './old-secret-clients.tsx'
import { RefusalList } from './refusal-list.tsx'

interface UsageTabProps {
  apiKey: ApiKeyDetail
  usage: QueryLike<KeyUsage>
  span: Span
  onSpan: (span: Span) => void
  onRefusals: () => void
}

const choices = (Object.keys(spans) as Span[]).map((value) => ({
  value,
  label: value.replace(/(\d+)/, '$1 '),
}))
const plotHeight = 180
const newest = 5

/** Verifications over time by outcome, who still uses an old secret, and what was refused lately. */
export function UsageTab({ apiKey, usage, span, onSpan, onRefusals }: UsageTabProps) {
  return (
    <>
      <PageSection
        title="Verifications"
        aside={
          <Segmented label="Time span" size="sm" options={choices} value={span} onValueChange={onSpan} />
        }
      >
        <QueryBoundary
          query={usage}
          loading={
            <LoadingState label="Loading usage">
              <Skeleton className="mb-4 h-5 w-64" />
              <Skeleton className="h-[204px] w-full" />
            </LoadingState>
          }
        >
          {(data) => <Verifications usage={data} span={span} />}
        </QueryBoundary>
      </PageSection>
      {usage.data && usage.data.retiringSecretClients.length > 0 && (
        <OldSecretClients clients={usage.data.retiringSecretClients} />
      )}
      {usage.data && usage.data.refusals.length > 0 && (
        <PageSection
          title="Recent refusals"
          aside={
            usage.data.refusals.length > newest && (
              <Button variant="link" onClick={onRefusals}>
                All {usage.data.refusals.length}
              </Button>
            )
          }
        >
          <RefusalList apiKey={apiKey} refusals={usage.data.refusals.slice(0, newest)} />
        </PageSection>
      )}
    </>
  )
}

function Verifications({ usage, span }: { usage: KeyUsage; span: Span }) {
  const { valid, refused } = tally(usage.total)
  const { name, unit: usual } = spans[span]
  const daily = useNarrow() && span === '7d'
  const unit = daily ? 'day' : usual
  const slots = fillSlots(usage.points, usage.from, usage.to, usage.unit)
  return (
    <>
      <p className="mb-5 flex flex-wrap gap-x-5 gap-y-1 text-muted">
        <span className="text-faint">
          {name}, {unit === 'hour' ? 'hourly' : 'daily'}
        </span>
        <span title={valid.toLocaleString('en')}>{shortCount(valid)} valid</span>
        {refusalReasons(usage.total).map((reason) => (
          <span key={reason.code} className="text-danger">
            {shortCount(reason.count)} {reason.name.charAt(0).toLowerCase() + reason.name.slice(1)}
          </span>
        ))}
        {refused === 0 && <span>none refused</span>}
      </p>
      <BarChart
        bars={daily ? dayBars(slotsByDay(slots)) : chartBars(slots, span)}
        label={`Verifications, ${name}, ${unit === 'hour' ? 'by hour' : 'by day'}`}
        height={plotHeight}
      />
      {valid + refused === 0 && (
        <p className="mt-3 text-center text-faint">Nobody has presented this key in these {name}.</p>
      )}
    </>
  )
}
