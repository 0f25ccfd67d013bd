'use client'

import { Skeleton } from '#components/ui/skeleton.tsx'
import { UsageBars } from '#components/ui/usage-bars.tsx'
import { fillSlots, type Outcomes, refusalReasons, sumOutcomes, tally } from '#lib/client/usage-series.ts'
import type { RowUsage } from './use-row-usage.ts'

interface KeyBarsProps {
  name: string
  /** undefined: not read yet. */
  usage: RowUsage | undefined
}

/** A key's last 36 hours as bars; refusals by reason on hover and focus. */
export function KeyBars({ name, usage }: KeyBarsProps) {
  if (!usage) return <Skeleton className="h-2 w-[107px]" />
  const hours = fillSlots(usage.points, usage.from, usage.to, 'hour')
  return (
    <UsageBars
      hours={hours}
      max={usage.busiest}
      label={`Usage of ${name}`}
      tooltip={<UsageWords outcomes={sumOutcomes(usage.points)} />}
    />
  )
}

/** `1,904 valid`, then each reason with its count. */
export function UsageWords({ outcomes }: { outcomes: Outcomes }) {
  const { valid, refused } = tally(outcomes)
  if (valid + refused === 0) return <p>No verification in 36 hours</p>
  return (
    <dl className="grid grid-cols-[auto_auto] gap-x-4 gap-y-0.5">
      <dt>Valid</dt>
      <dd className="text-right font-mono">{valid.toLocaleString('en')}</dd>
      {refusalReasons(outcomes).map((reason) => (
        <div key={reason.code} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-danger">{reason.name}</dt>
          <dd className="text-right font-mono text-danger">{reason.count.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  )
}
