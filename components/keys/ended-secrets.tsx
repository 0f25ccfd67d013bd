import { PageSection } from '#components/shell/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { dateText } from '#components/ui/relative-time-text.ts'
import type { KeyUsage } from './key-usage.ts'

/** Secrets that were presented after their end, and by whom last: forgotten somewhere, or in the wrong hands. */
export function EndedSecrets({ uses }: { uses: KeyUsage['endedSecretUses'] }) {
  if (uses.length === 0) return null
  return (
    <PageSection
      title="Ended, and still tried"
      aside={`${uses.length} ${uses.length === 1 ? 'secret' : 'secrets'}, refused every time`}
    >
      <ul>
        {uses.map(({ generation, mask, endedAt, count, lastAt, ip, userAgent }) => (
          <li
            key={generation}
            className="grid min-h-13 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-b py-2"
          >
            <div className="min-w-0">
              <p className="truncate font-mono text-xs">{mask}</p>
              <p className="wrap-anywhere text-muted">
                Ended {dateText(Date.parse(endedAt))}; still tried, last <RelativeTime instant={lastAt} />{' '}
                from {ip ?? 'an address that was not told'}
                {userAgent && <> by {userAgent}</>}
              </p>
            </div>
            <span className="text-right font-mono text-xs">
              {count === 1 ? 'once' : `${count.toLocaleString('en')} times`}
            </span>
          </li>
        ))}
      </ul>
    </PageSection>
  )
}
