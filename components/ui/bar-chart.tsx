'use client'

import { useId, useState } from 'react'
import { axisTop, shortCount } from './chart-scale.ts'
import { cn } from './cn.ts'

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

/**
 * Valid below, refused on top. It fits any width without measuring it. A pointer reads single bars; so does a
 * keyboard, through a range input laid over the plot; screen readers also have the whole as a table.
 */
export function BarChart({ bars, label, height = 180, className }: BarChartProps) {
  const [active, setActive] = useState<number | null>(null)
  const id = useId()
  const { top, ticks } = axisTop(Math.max(0, ...bars.map((bar) => bar.valid + bar.refused)))
  const slot = 100 / Math.max(1, bars.length)
  const shown = active === null ? undefined : bars[active]
  const share = (count: number) => (count / top) * 100
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
          aria-valuetext={barText(bars[active ?? bars.length - 1])}
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
          {bars.map((bar, index) => {
            const x = `${index * slot + slot * 0.15}%`
            const width = `${slot * 0.7}%`
            const refused = bar.refused > 0 ? Math.max(1.5, share(bar.refused)) : 0
            return (
              <g key={bar.label} className={cn(active !== null && active !== index && 'opacity-55')}>
                <rect
                  x={x}
                  width={width}
                  y={`${100 - share(bar.valid)}%`}
                  height={`${share(bar.valid)}%`}
                  className="fill-bar"
                />
                {refused > 0 && (
                  <rect
                    x={x}
                    width={width}
                    y={`${100 - share(bar.valid) - refused}%`}
                    height={`${refused}%`}
                    transform="translate(0 -1)"
                    className="fill-danger"
                  />
                )}
                <rect
                  x={`${index * slot}%`}
                  width={`${slot}%`}
                  y="0"
                  height="100%"
                  fill="transparent"
                  onPointerEnter={() => setActive(index)}
                />
              </g>
            )
          })}
          <line x1="0" x2="100%" y1="100%" y2="100%" className="stroke-edge" shapeRendering="crispEdges" />
        </svg>
        {shown && active !== null && (
          <div
            className={cn(
              'pointer-events-none absolute bottom-full z-20 mb-1 whitespace-nowrap rounded-md bg-panel px-2.5 py-1.5 text-xs shadow-float',
              active > bars.length / 2 ? '-translate-x-full' : undefined,
            )}
            style={{ left: `${(active + 0.5) * slot}%` }}
          >
            <span className="text-faint">{shown.label}</span>
            <span className="ml-3">{shown.valid.toLocaleString('en')} valid</span>
            {shown.refused > 0 && (
              <span className="ml-3 text-danger">{shown.refused.toLocaleString('en')} refused</span>
            )}
          </div>
        )}
      </div>
      <svg aria-hidden="true" width="100%" height="24" className="col-start-2 overflow-visible">
        {bars.map((bar, index) =>
          bar.tick ? (
            <text
              key={bar.label}
              // Begun at one of the last bars, a word would run out of the chart: it ends there.
              {...(index * slot > 88
                ? { x: `${index * slot + slot * 0.85}%`, textAnchor: 'end' }
                : { x: `${index * slot + slot * 0.15}%` })}
              y="19"
              className="fill-(--faint-text) font-mono text-2xs"
            >
              {bar.tick}
            </text>
          ) : null,
        )}
      </svg>
      {/* A table takes the height of its rows whatever it is told, and would lengthen the page. */}
      <div className="sr-only">
        <table aria-labelledby={`${id}-caption`}>
          <caption id={`${id}-caption`}>{label}</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Valid</th>
              <th scope="col">Refused</th>
            </tr>
          </thead>
          <tbody>
            {bars
              .filter((bar) => bar.valid + bar.refused > 0)
              .map((bar) => (
                <tr key={bar.label}>
                  <th scope="row">{bar.label}</th>
                  <td>{bar.valid}</td>
                  <td>{bar.refused}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}

function barText(bar: ChartBar | undefined): string {
  if (!bar) return 'Nothing yet'
  return `${bar.label}: ${bar.valid.toLocaleString('en')} valid, ${bar.refused.toLocaleString('en')} refused`
}
