import { type ChartSeries, StackedBars } from './stacked-bars.tsx'

export interface ChartBar {
  /** Names the bar in full: `Mon 16 Nov, 14:00 UTC`. */
  label: string
  valid: number
  refused: number
  /** A short word under the axis at this bar (`Mon`); leave it out on most bars. */
  tick?: string
}

export interface BarChartProps {
  bars: readonly ChartBar[]
  /** What is counted: `Verifications by hour`. */
  label: string
  /** Height of the plot, px. */
  height?: number
  className?: string
}

const outcomes: readonly ChartSeries[] = [
  { id: 'valid', name: 'Valid', color: 'valid' },
  { id: 'refused', name: 'Refused', color: 'refused', least: 1.5 },
]

/** Verifications by outcome: valid below, refused on top. */
export function BarChart({ bars, ...rest }: BarChartProps) {
  return (
    <StackedBars
      {...rest}
      series={outcomes}
      bars={bars.map(({ valid, refused, ...bar }) => ({ ...bar, counts: [valid, refused] }))}
    />
  )
}
