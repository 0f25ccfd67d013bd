'use client'

import { useId, useState } from 'react'
import { type ChartColor, chartColors } from './chart-colors.ts'
import { ChartSwatch } from './chart-legend.tsx'
import { axisTop, shortCount } from './chart-scale.ts'
import { placeTicks } from './chart-ticks.ts'
import { cn } from './cn.ts'

/** A part that every bar has, the lowest first. */
export interface ChartSeries {
  id: string
  name: string
  color: ChartColor
  /** Percent of the plot's height that it takes at least where there is any of it, so that it is seen. */
  least?: number
}

export interface StackedBar {
  /** Names the bar in full: `Mon 16 Nov, 14:00 UTC`. */
  label: string
  /** One for each series. */
  counts: readonly number[]
  /** A short word under the axis at this bar (`Mon`); leave it out on most bars. */
  tick?: string
}

export interface StackedBarsProps {
  series: readonly ChartSeries[]
  bars: readonly StackedBar[]
  /** What is counted: `Verifications by hour`. */
  label: string
  /** Height of the plot, px. */
  height?: number
  className?: string
}

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0)

/**
 * Bars of several parts. They fit any width without measuring it. A pointer reads single bars; so does a keyboard, through
 * a range input laid over the plot; screen readers also have the whole as a table.
 */
export function StackedBars({ series, bars, label, height = 180, className }: StackedBarsProps) {
  const [active, setActive] = useState<number | null>(null)
  const { top, ticks } = axisTop(Math.max(0, ...bars.map((bar) => sum(bar.counts))))
  const slot = 100 / Math.max(1, bars.length)
  const shown = active === null ? undefined : bars[active]
  const share = (count: number) => (count / top) * 100
  // Between the many parts of thin bars, hairlines would be all one sees.
  const parted = series.length < 3 || bars.length <= 60
  const middle = active === null ? 0 : (active + 0.5) * slot
  return (
    <figure aria-label={label} className={cn('grid min-w-0 grid-cols-[36px_minmax(0,1fr)]', className)}>
      <svg aria-hidden="true" width="36" height={height} className="overflow-visible">
        {ticks.map((tick) => (
          <text
            key={tick}
            x="0"
            y={`${100 - share(tick)}%`}
            dy="4"
            className="fill-(--faint-text) font-mono text-2xs"
          >
            {shortCount(tick)}
          </text>
        ))}
      </svg>
      <div className="relative min-w-0">
        <input
          type="range"
          min={0}
          max={Math.max(0, bars.length - 1)}
          value={active ?? Math.max(0, bars.length - 1)}
          aria-label={label}
          aria-valuetext={barText(bars[active ?? bars.length - 1], series)}
          onChange={(event) => setActive(event.target.valueAsNumber)}
          onFocus={() => setActive((current) => current ?? bars.length - 1)}
          onBlur={() => setActive(null)}
          className="peer pointer-events-none absolute inset-0 size-full opacity-0"
        />
        <svg
          aria-hidden="true"
          width="100%"
          height={height}
          onPointerLeave={() => setActive(null)}
          className="block overflow-visible rounded-xs outline-offset-4 peer-focus-visible:outline-2 peer-focus-visible:outline-brass"
        >
          {ticks.map((tick) => (
            <line
              key={tick}
              x1="0"
              x2="100%"
              y1={`${100 - share(tick)}%`}
              y2={`${100 - share(tick)}%`}
              className="stroke-line"
              shapeRendering="crispEdges"
            />
          ))}
          {bars.map((bar, index) => (
            <g key={bar.label} className={cn(active !== null && active !== index && 'opacity-55')}>
              <Parts
                bar={bar}
                series={series}
                x={(index + 0.15) * slot}
                width={slot * 0.7}
                share={share}
                parted={parted}
              />
              <rect
                x={`${index * slot}%`}
                width={`${slot}%`}
                y="0"
                height="100%"
                fill="transparent"
                onPointerEnter={() => setActive(index)}
              />
            </g>
          ))}
          <line x1="0" x2="100%" y1="100%" y2="100%" className="stroke-edge" shapeRendering="crispEdges" />
        </svg>
        {shown && (
          <div
            className="pointer-events-none absolute bottom-full z-20 mb-1 w-max max-w-[min(100%,20rem)] rounded-md bg-panel px-2.5 py-1.5 text-xs shadow-float"
            // As far to the left of its bar as the bar is to the right: it never leaves the plot.
            style={{ left: `${middle}%`, transform: `translateX(-${middle}%)` }}
          >
            <Reading bar={shown} series={series} />
          </div>
        )}
      </div>
      <Axis bars={bars} />
      <BarTable bars={bars} series={series} label={label} />
    </figure>
  )
}

interface PartsProps {
  bar: StackedBar
  series: readonly ChartSeries[]
  /** Percent of the plot's width. */
  x: number
  width: number
  share: (count: number) => number
  /** Whether a hairline stands between two parts, so that they are told apart without their colours. */
  parted: boolean
}

function Parts({ bar, series, x, width, share, parted }: PartsProps) {
  let top = 100
  return series.map(({ id, color, least = 0 }, index) => {
    const count = bar.counts[index] ?? 0
    if (count === 0) return null
    const foot = top
    const size = Math.max(least, share(count))
    top -= size
    return (
      <g key={id}>
        <rect
          x={`${x}%`}
          width={`${width}%`}
          y={`${top}%`}
          height={`${size}%`}
          className={chartColors[color].fill}
        />
        {parted && foot < 100 && (
          <rect x={`${x}%`} width={`${width}%`} y={`${foot}%`} height="1" className="fill-panel" />
        )}
      </g>
    )
  })
}

function Reading({ bar, series }: { bar: StackedBar; series: readonly ChartSeries[] }) {
  const parts = partsOf(bar, series)
  return (
    <>
      <span className="flex justify-between gap-4 text-faint">
        {bar.label}
        {parts.length !== 1 && (
          <span className="font-mono text-ink">{sum(bar.counts).toLocaleString('en')}</span>
        )}
      </span>
      {parts.map(({ id, name, color, count }) => (
        <span key={id} className="flex items-center gap-2">
          <ChartSwatch color={color} />
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <span className="pl-3 font-mono">{count.toLocaleString('en')}</span>
        </span>
      ))}
    </>
  )
}

function Axis({ bars }: { bars: readonly StackedBar[] }) {
  return (
    <div className="@container col-start-2 min-w-0">
      <svg aria-hidden="true" width="100%" height="24" className="block overflow-visible">
        {placeTicks(bars.map((bar) => bar.tick)).map(({ index, text, x, atEnd, narrow, roomy }) => (
          <text
            key={index}
            x={`${x}%`}
            y="19"
            {...(atEnd ? { textAnchor: 'end' } : {})}
            className={cn(
              'fill-(--faint-text) font-mono text-2xs',
              !narrow && '@max-[560px]:hidden',
              !roomy && '@min-[560px]:hidden',
            )}
          >
            {text}
          </text>
        ))}
      </svg>
    </div>
  )
}

function BarTable({ bars, series, label }: Pick<StackedBarsProps, 'bars' | 'series' | 'label'>) {
  const id = useId()
  // A table takes the height of its rows whatever it is told, and would lengthen the page.
  return (
    <div className="sr-only">
      <table aria-labelledby={`${id}-caption`}>
        <caption id={`${id}-caption`}>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map((each) => (
              <th key={each.id} scope="col">
                {each.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars
            .filter((bar) => sum(bar.counts) > 0)
            .map((bar) => (
              <tr key={bar.label}>
                <th scope="row">{bar.label}</th>
                {series.map((each, index) => (
                  <td key={each.id}>{bar.counts[index] ?? 0}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}

/** The parts that a bar has any of, the topmost first, as they stand. */
function partsOf(bar: StackedBar, series: readonly ChartSeries[]) {
  return series
    .map((each, index) => ({ ...each, count: bar.counts[index] ?? 0 }))
    .filter(({ count }) => count > 0)
    .toReversed()
}

function barText(bar: StackedBar | undefined, series: readonly ChartSeries[]): string {
  if (!bar) return 'Nothing yet'
  const parts = partsOf(bar, series).toReversed()
  if (parts.length === 0) return `${bar.label}: none`
  const all = parts.length > 1 ? `${sum(bar.counts).toLocaleString('en')} in all; ` : ''
  return `${bar.label}: ${all}${parts.map(({ name, count }) => `${name} ${count.toLocaleString('en')}`).join('; ')}`
}
