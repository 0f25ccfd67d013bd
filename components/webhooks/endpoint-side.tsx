'use client'

import type { ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { DescriptionList } from '#components/ui/description-list.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { RelativeTime, TimeLeft } from '#components/ui/relative-time.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { useMutate } from '#lib/client/query.ts'
import { noticeType } from '#lib/contracts/notices.ts'
import { endOldWebhookSecret, type Webhook } from '#lib/contracts/webhooks.ts'
import { DeliveryBars } from './delivery-bars.tsx'
import { useProjects } from './use-projects.ts'
import { endpointReads } from './use-signing-secret.ts'

/** What an endpoint is, beside what was delivered to it. */
export function EndpointSide({ endpoint }: { endpoint: Webhook }) {
  const { names } = useProjects()
  const delivered = endpoint.recent.filter(({ state }) => state === 'delivered').length
  return (
    <aside
      aria-label="About the endpoint"
      className="grid grid-cols-[minmax(0,1fr)] content-start gap-7 px-4 py-6 max-lg:border-t sm:px-6 lg:border-l"
    >
      <SideSection
        title="Last deliveries"
        aside={endpoint.recent.length > 0 ? `${delivered} of ${endpoint.recent.length} arrived` : null}
      >
        <DeliveryBars recent={endpoint.recent} label="Deliveries" className="h-7 w-full" />
        {endpoint.failingSince && (
          <p className="mt-2.5 text-danger">
            Nothing but failures, the first <RelativeTime instant={endpoint.failingSince} />.
          </p>
        )}
      </SideSection>
      <Told types={endpoint.types} />
      <SideSection title="Signing secret">
        {endpoint.oldSecretUntil ? (
          <OldSecret endpoint={endpoint} until={endpoint.oldSecretUntil} />
        ) : (
          <p className="text-muted">One secret signs. It was shown once, and nobody can show it again.</p>
        )}
      </SideSection>
      <SideSection title="Details">
        <DescriptionList
          items={[
            {
              term: 'Project',
              detail: endpoint.projectId ? (names.get(endpoint.projectId) ?? 'one project') : 'every project',
            },
            { term: 'Made', detail: <RelativeTime instant={endpoint.createdAt} /> },
            { term: 'Changed', detail: <RelativeTime instant={endpoint.updatedAt} /> },
            { term: 'Id', detail: endpoint.id, mono: true },
          ]}
        />
      </SideSection>
    </aside>
  )
}

function SideSection({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <div className="mb-3 flex items-baseline justify-between gap-4">
        <h2 className="text-sm">{title}</h2>
        {aside && <span className="truncate text-faint">{aside}</span>}
      </div>
      {children}
    </section>
  )
}

function Told({ types }: { types: readonly string[] }) {
  const count = types.length === 1 ? '1 event' : `${types.length} events`
  return (
    <SideSection title="Told of" aside={types.length === 0 ? null : count}>
      {types.length === 0 ? (
        <p className="text-muted">Everything, also what later versions tell of.</p>
      ) : (
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
          {types.map((type) => (
            <li key={type} title={noticeType(type)?.title} className="truncate font-mono text-xs leading-5">
              {type}
            </li>
          ))}
        </ul>
      )}
    </SideSection>
  )
}

/** Two secrets sign; the older may be ended before its time. */
function OldSecret({ endpoint, until }: { endpoint: Webhook; until: string }) {
  const me = useMe()
  const end = useMutate(endOldWebhookSecret, {
    invalidates: endpointReads,
    onSuccess: () => void toast.success('The old secret signs no more'),
    onError: (error) =>
      void toast.error('The old secret still signs', { description: problemOf(error).message }),
  })
  return (
    <div className="grid gap-2.5">
      <p className="text-muted">
        Two secrets sign. The old one ends in <TimeLeft until={until} />.
      </p>
      {me.data?.permissions.includes('webhook:update') && (
        <Button
          size="sm"
          className="justify-self-start"
          loading={end.isPending}
          onClick={() => end.mutate({ input: { endpointId: endpoint.id } })}
        >
          End the old one now
        </Button>
      )}
    </div>
  )
}
