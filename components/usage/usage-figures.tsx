import { shortCount } from '#components/ui/chart-scale.ts'
import { cn } from '#components/ui/cn.ts'
import { percent, tally } from '#lib/client/usage-series.ts'
import { busiest } from './busiest.ts'
import type { Usage } from './usage.ts'
import { slotName } from './usage-range.ts'

/** The span in four figures. */
export function UsageFigures({ usage }: { usage: Usage }) {
  const { valid, refused } = tally(usage.total)
  const all = valid + refused
  const top = busiest(usage.points)
  return (
    <dl className="grid grid-cols-2 border-b lg:grid-cols-4">
      <Figure term="Verifications" count={all} about={all === 0 ? 'none yet' : 'of all keys together'} />
      <Figure term="Valid" count={valid} about={all === 0 ? '' : `${percent(valid, all)} of all`} />
      <Figure
        term="Refused"
        count={refused}
        about={all === 0 ? '' : `${percent(refused, all)} of all`}
        alarming={refused > 0}
      />
      <Figure
        term={usage.unit === 'hour' ? 'Busiest hour' : 'Busiest day'}
        count={top?.count ?? 0}
        about={top ? slotName(Date.parse(top.at), usage.unit) : ''}
      />
    </dl>
  )
}

interface FigureProps {
  term: string
  count: number
  about: string
  alarming?: boolean
}

function Figure({ term, count, about, alarming = false }: FigureProps) {
  return (
    <div className="min-w-0 border-line px-4 py-4 odd:border-r sm:px-7 max-lg:nth-[n+3]:border-t lg:not-last:border-r">
      <dt className="text-muted">{term}</dt>
      <dd>
        <span
          title={count.toLocaleString('en')}
          className={cn('my-0.5 block font-semibold text-2xl tracking-tight', alarming && 'text-danger')}
        >
          {shortCount(count)}
        </span>
        <span className="block min-h-5 truncate text-faint">{about}</span>
      </dd>
    </div>
  )
}
