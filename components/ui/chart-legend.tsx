import { type ChartColor, chartColors } from './chart-colors.ts'
import { shortCount } from './chart-scale.ts'
import { cn } from './cn.ts'

/** The colour of a part of the bars. Square, as a round one says how something fares. */
export function ChartSwatch({ color }: { color: ChartColor }) {
  return (
    <span
      aria-hidden="true"
      className={cn('inline-block size-2 shrink-0 rounded-xs', chartColors[color].ground)}
    />
  )
}

export interface LegendEntry {
  id: string
  name: string
  color: ChartColor
  /** Over all bars. */
  count: number
}

/** What each colour of a chart stands for, and how much of it there is. */
export function ChartLegend({ entries, label }: { entries: readonly LegendEntry[]; label: string }) {
  return (
    <ul aria-label={label} className="flex flex-wrap gap-x-5 gap-y-1">
      {entries.map(({ id, name, color, count }) => (
        <li key={id} className="inline-flex min-w-0 max-w-full items-center gap-2">
          <ChartSwatch color={color} />
          <span title={name} className="max-w-60 truncate">
            {name}
          </span>
          <span title={count.toLocaleString('en')} className="font-mono text-faint text-xs">
            {shortCount(count)}
          </span>
        </li>
      ))}
    </ul>
  )
}
