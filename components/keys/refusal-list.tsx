import { RelativeTime } from '#components/ui/relative-time.tsx'
import { refusalNames } from '#lib/client/usage-series.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'
import type { KeyUsage } from './key-usage.ts'

const nameOf = (code: VerdictCode) => (code === 'VALID' ? 'Valid' : refusalNames[code])

/** Verifications that were refused, the newest first: why, from where, and what was asked for. */
export function RefusalList({ refusals }: { refusals: KeyUsage['refusals'] }) {
  return (
    <ul>
      {refusals.map((refusal) => (
        <li
          key={refusal.id}
          className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-b py-2 sm:grid-cols-[minmax(0,3fr)_minmax(0,4fr)_88px]"
        >
          <div className="min-w-0">
            <p className="text-danger">{nameOf(refusal.code)}</p>
            {refusal.query && <p className="wrap-anywhere font-mono text-faint text-xs">{refusal.query}</p>}
          </div>
          <div className="min-w-0 max-sm:order-last max-sm:col-span-2">
            <p className="font-mono text-xs">{refusal.ip ?? 'address not told'}</p>
            {refusal.userAgent && <p className="truncate text-faint text-xs">{refusal.userAgent}</p>}
          </div>
          <RelativeTime instant={refusal.at} className="text-right text-muted" />
        </li>
      ))}
    </ul>
  )
}
