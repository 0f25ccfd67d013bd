'use client'

import { useQueryStates } from 'nuqs'
import { PageSection } from '#components/shell/page-header.tsx'
import { BarChart } from '#components/ui/bar-chart.tsx'
import { ChartLegend } from '#components/ui/chart-legend.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { fillSlots, tally } from '#lib/client/usage-series.ts'
import { SplitUsage } from './split-usage.tsx'
import type { Usage } from './usage.ts'
import { barsOf, plotHeight, spanNames, splits, unitOf, unitsOf, usageParsers } from './usage-range.ts'
import { UsageTable } from './usage-table.tsx'

const splitNames = { outcome: 'Outcome', project: 'Project', key: 'Key' } as const

interface UsageOverTimeProps {
  /** Of all keys in question together. */
  usage: Usage
  asked: Parameters<typeof SplitUsage>[0]['asked']
}

/** Verifications by hour or day, by outcome, project or key, as a chart or a table. */
export function UsageOverTime({ usage, asked }: UsageOverTimeProps) {
  const [{ span, view, split }, setState] = useQueryStates(usageParsers)
  const name = spanNames[span]
  return (
    <PageSection
      title="Verifications"
      className="border-b"
      aside={
        <span className="flex flex-wrap gap-2 max-sm:my-2">
          <Segmented
            label="Split by"
            size="sm"
            value={split}
            onValueChange={(next) => void setState({ split: next })}
            options={splits.map((value) => ({ value, label: splitNames[value] }))}
          />
          {unitsOf(span).length > 1 && (
            <Segmented
              label="Width of a bar"
              size="sm"
              value={unitOf(span, asked.unit ?? null)}
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
      {usage.points.length === 0 ? (
        <Nothing usage={usage} name={name} chart={view === 'chart'} />
      ) : split !== 'outcome' ? (
        <SplitUsage key={split} by={split} asked={asked} view={view} name={name} />
      ) : view === 'chart' ? (
        <OutcomeChart usage={usage} name={name} />
      ) : (
        <UsageTable usage={usage} name={name} />
      )}
    </PageSection>
  )
}

function OutcomeChart({ usage, name }: { usage: Usage; name: string }) {
  const { valid, refused } = tally(usage.total)
  return (
    <>
      <ChartLegend
        label="Outcomes"
        entries={[
          { id: 'valid', name: 'Valid', color: 'valid', count: valid },
          { id: 'refused', name: 'Refused', color: 'refused', count: refused },
        ]}
      />
      <Outcomes usage={usage} name={name} />
    </>
  )
}

function Outcomes({ usage, name }: { usage: Usage; name: string }) {
  const { points, from, to, unit } = usage
  return (
    <BarChart
      bars={barsOf(fillSlots(points, from, to, unit), unit)}
      label={`Verifications, ${name}, ${unit === 'hour' ? 'by hour' : 'by day'}`}
      height={plotHeight}
      className="mt-6"
    />
  )
}

function Nothing({ usage, name, chart }: { usage: Usage; name: string; chart: boolean }) {
  if (!chart) return <p className="text-muted">No key was presented in these {name}.</p>
  return (
    <>
      <Outcomes usage={usage} name={name} />
      <p className="mt-3 text-center text-faint">No key was presented in these {name}.</p>
    </>
  )
}
