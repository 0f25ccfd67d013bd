export interface MeterProps {
  /** 0 to `max`. */
  value: number
  max: number
  /** What is measured, in words, for a screen reader. */
  label: string
  tone?: 'brass' | 'danger' | 'neutral'
  className?: string
}

const fill = { brass: 'fill-brass', danger: 'fill-danger', neutral: 'fill-bar' } as const

/** A thin bar: a share of a whole. */
export function Meter({ value, max, label, tone = 'brass', className }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0
  return (
    <div className={className}>
      <meter className="sr-only" aria-label={label} value={value} min={0} max={max} />
      <svg aria-hidden="true" className="block h-1.5 w-full overflow-hidden rounded-full bg-wash">
        <rect width={`${share * 100}%`} height="100%" rx="3" className={fill[tone]} />
      </svg>
    </div>
  )
}
