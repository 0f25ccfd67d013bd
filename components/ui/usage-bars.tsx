import type { ReactElement, ReactNode } from 'react'
import { cn } from './cn.ts'
import { Tooltip } from './tooltip.tsx'

export interface UsageHour {
  valid: number
  refused: number
}

export interface UsageBarsProps {
  /** Oldest first; the last 36 are drawn. */
  hours: readonly UsageHour[]
  /** The count that fills the height: the busiest hour of all rows, so that rows compare. Its own busiest where left out. */
  max?: number
  /** Shown on hover and focus: refusals by reason. */
  tooltip?: ReactNode
  /** Named to screen readers: `Usage of Checkout service`. */
  label: string
  className?: string
}

const slots = 36
const height = 20

/** Square root, so that a quiet hour beside a busy one is still seen; a refusal is never under 3 px. */
function barHeights(hour: UsageHour, max: number): { valid: number; refused: number } {
  const all = hour.valid + hour.refused
  if (all === 0 || max === 0) return { valid: 1, refused: 0 }
  const full = Math.max(2, Math.sqrt(Math.min(1, all / max)) * height)
  const refused = hour.refused === 0 ? 0 : Math.max(3, (full * hour.refused) / all)
  return { valid: Math.max(0, full - refused), refused }
}

/** 36 hours as 36 small bars. */
export function UsageBars({ hours, max, tooltip, label, className }: UsageBarsProps) {
  const drawn = hours.slice(-slots)
  const top = max ?? Math.max(0, ...drawn.map((hour) => hour.valid + hour.refused))
  const valid = drawn.reduce((sum, hour) => sum + hour.valid, 0)
  const refused = drawn.reduce((sum, hour) => sum + hour.refused, 0)
  const bars: ReactElement[] = []
  for (let slot = 0; slot < slots; slot++) {
    const hour = drawn[slot - (slots - drawn.length)] ?? { valid: 0, refused: 0 }
    const high = barHeights(hour, top)
    bars.push(
      <g key={slot}>
        {high.valid > 0 && (
          <rect x={slot * 3} y={height - high.valid} width="2" height={high.valid} className="fill-bar" />
        )}
        {high.refused > 0 && (
          <rect
            x={slot * 3}
            y={height - high.valid - high.refused}
            width="2"
            height={high.refused}
            className="fill-danger"
          />
        )}
      </g>,
    )
  }
  const drawing = (
    <svg
      role="img"
      aria-label={`${label}, 36 hours: ${valid.toLocaleString('en')} valid, ${refused.toLocaleString('en')} refused`}
      viewBox={`0 0 ${slots * 3 - 1} ${height}`}
      width={slots * 3 - 1}
      height={height}
      shapeRendering="crispEdges"
      className={cn('block', className)}
    >
      {bars}
    </svg>
  )
  if (!tooltip) return drawing
  return (
    <Tooltip content={tooltip}>
      <button type="button" className="relative z-10 block cursor-default rounded-xs">
        {drawing}
      </button>
    </Tooltip>
  )
}
