import { PageSection } from '#components/shell/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { KeyUsage } from './key-usage.ts'

/** Who has presented the older of two secrets since the rotation: they fail when it ends. */
export function OldSecretClients({ clients }: { clients: KeyUsage['retiringSecretClients'] }) {
  if (clients.length === 0)
    return (
      <PageSection title="Who still uses the old secret">
        <p className="text-muted">Nobody since the rotation.</p>
      </PageSection>
    )
  return (
    <PageSection
      title="Who still uses the old secret"
      aside={`${clients.length} ${clients.length === 1 ? 'client' : 'clients'} would fail`}
    >
      <ul>
        {clients.map((client) => (
          <li
            key={`${client.ip} ${client.userAgent}`}
            className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-b py-2 sm:grid-cols-[144px_minmax(0,1fr)_auto_88px]"
          >
            <span className="truncate font-mono text-xs">{client.ip || 'address not told'}</span>
            <span className="truncate text-muted max-sm:order-last">
              {client.userAgent || 'agent not told'}
            </span>
            <span className="text-right text-muted max-sm:order-last">
              <span className="sr-only">last seen </span>
              <RelativeTime instant={client.lastSeenAt} />
            </span>
            <span className="text-right font-mono text-xs">
              {client.count === 1 ? 'once' : `${client.count.toLocaleString('en')} times`}
            </span>
          </li>
        ))}
      </ul>
    </PageSection>
  )
}
