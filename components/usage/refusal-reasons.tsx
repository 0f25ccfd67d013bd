import Link from 'next/link'
import { Meter } from '#components/ui/meter.tsx'
import { type Outcomes, percent, refusalReasons, tally } from '#lib/client/usage-series.ts'

/** Why verifications were refused, the most frequent reason first, each with its share of all refusals. */
export function RefusalReasons({ total }: { total: Outcomes }) {
  const { valid, refused } = tally(total)
  const reasons = refusalReasons(total)
  if (reasons.length === 0)
    return (
      <p className="text-muted">
        {valid === 0 ? 'No key was presented.' : 'None: every key that was presented was good.'}
      </p>
    )
  return (
    <>
      <ul className="max-w-[760px] border-t">
        {reasons.map(({ code, name, count }) => (
          <li
            key={code}
            className="grid min-h-11 grid-cols-[minmax(0,1fr)_88px_56px] items-center gap-x-4 border-b sm:grid-cols-[minmax(0,200px)_minmax(0,1fr)_104px_56px]"
          >
            <span className="truncate">{name}</span>
            <Meter
              value={count}
              max={refused}
              label={`${name}: share of all refusals`}
              tone="danger"
              className="max-sm:hidden"
            />
            <span className="text-right font-mono text-xs">{count.toLocaleString('en')}</span>
            <span className="text-right text-faint">{percent(count, refused)}</span>
          </li>
        ))}
      </ul>
      <p className="mt-3 text-muted">
        What each means, and what to do about it, is under{' '}
        <Link
          href="/docs/verification#verdicts"
          className="underline decoration-edge underline-offset-4 hover:decoration-ink"
        >
          verdicts
        </Link>
        .
      </p>
    </>
  )
}
