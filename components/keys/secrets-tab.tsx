'use client'

import { EmptyState } from '#components/shell/empty-state.tsx'
import { PageSection } from '#components/shell/page-header.tsx'
import type { QueryLike } from '#components/shell/query-boundary.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { RelativeTime, TimeLeft } from '#components/ui/relative-time.tsx'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { EndedSecrets } from './ended-secrets.tsx'
import { HandoverList } from './handover/handover-list.tsx'
import type { KeyUsage } from './key-usage.ts'
import { OldSecretClients } from './old-secret-clients.tsx'
import { RotationSection } from './rotation-section.tsx'

interface SecretsTabProps {
  apiKey: ApiKeyDetail
  usage: QueryLike<KeyUsage>
}

/** The secrets that work: one, or two while the key rotates, and who still presents the old one; ended ones that are tried; and the links. */
export function SecretsTab(props: SecretsTabProps) {
  return (
    <>
      <Secrets {...props} />
      {props.usage.data && <EndedSecrets uses={props.usage.data.endedSecretUses} />}
      <HandoverList apiKey={props.apiKey} />
    </>
  )
}

function SecretState({ secret, rotating }: { secret: ApiKeyDetail['secrets'][number]; rotating: boolean }) {
  const { notAfter, grace } = secret
  if (notAfter === null) return <Badge tone="ok">{rotating ? 'New' : 'Works'}</Badge>
  if (grace && grace.beganAt === null) return <Badge tone="warning">Waits for the new one</Badge>
  return (
    <Badge tone="warning">
      Ends in&nbsp;
      <TimeLeft until={notAfter} />
    </Badge>
  )
}

function Secrets({ apiKey, usage }: SecretsTabProps) {
  if (apiKey.secrets.length === 0)
    return (
      <EmptyState
        title="No secret works"
        description={
          apiKey.status === 'revoked'
            ? 'The key was revoked, and its secrets with it.'
            : 'Every secret of this key has ended. Rotate the key for a new one.'
        }
      />
    )
  const rotating = apiKey.secrets.length > 1
  return (
    <>
      <PageSection
        title={rotating ? 'Two secrets work' : 'Its secret'}
        aside={`${apiKey.generation} made so far`}
      >
        <ul>
          {apiKey.secrets.map((secret) => (
            <li
              key={secret.id}
              className="grid min-h-13 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-b py-2"
            >
              <div className="min-w-0">
                <p className="truncate font-mono text-xs">{secret.mask}</p>
                <p className="text-muted">
                  Made <RelativeTime instant={secret.createdAt} />, used{' '}
                  <RelativeTime instant={secret.lastUsedAt} />
                </p>
              </div>
              <SecretState secret={secret} rotating={rotating} />
            </li>
          ))}
        </ul>
        <p className="mt-3 text-faint">
          Nobody can show a secret again: what is kept of it is a keyed digest and what you see here.
        </p>
      </PageSection>
      {rotating && <RotationSection apiKey={apiKey} />}
      {rotating && usage.data && <OldSecretClients clients={usage.data.retiringSecretClients} />}
    </>
  )
}
