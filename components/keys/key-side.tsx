'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { ProjectName } from '#components/shell/project-dot.tsx'
import { Button } from '#components/ui/button.tsx'
import { DescriptionList } from '#components/ui/description-list.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useOperation } from '#lib/client/query.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { listProjects } from '#lib/contracts/projects.ts'
import type { KeyUsage } from './key-usage.ts'
import { metadataText } from './metadata-text.ts'
import { rateLimitText } from './rate-limit-text.ts'
import type { KeyAction } from './use-key-actions.tsx'

interface KeySideProps {
  apiKey: ApiKeyDetail
  usage: KeyUsage | undefined
  actions: readonly KeyAction[]
}

/** What a key is, beside what it does: access against use, limits, details, and what cannot be taken back. */
export function KeySide({ apiKey, usage, actions }: KeySideProps) {
  return (
    <aside
      aria-label="About the key"
      className="grid content-start gap-7 px-4 py-6 max-lg:border-t sm:px-6 lg:border-l"
    >
      <Granted apiKey={apiKey} usage={usage} />
      <SideSection title="Limits">
        <DescriptionList
          items={[
            ...apiKey.rateLimits.map((limit) => ({
              term: limit.name,
              detail: rateLimitText(limit),
              mono: true,
            })),
            ...(apiKey.rateLimits.length === 0 ? [{ term: 'rate', detail: <Muted>no limit</Muted> }] : []),
            {
              term: 'addresses',
              detail: apiKey.ipAllowlist.length === 0 ? <Muted>any</Muted> : apiKey.ipAllowlist.join(', '),
              mono: apiKey.ipAllowlist.length > 0,
            },
          ]}
        />
      </SideSection>
      <Details apiKey={apiKey} />
      <Metadata apiKey={apiKey} />
      <DangerZone actions={actions} />
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

const Muted = ({ children }: { children: ReactNode }) => <span className="text-muted">{children}</span>

const shownPermissions = 8

function grantText({ role, level }: ApiKeyDetail): string {
  return [role && `role ${role.name}`, level !== null && `level ${level}`].filter(Boolean).join(', ')
}

/** What it may do, each measured against the permission that was asked for most. */
function Granted({ apiKey, usage }: { apiKey: ApiKeyDetail; usage: KeyUsage | undefined }) {
  const counts = new Map(usage?.permissions.map((one) => [one.name, one.count]))
  const most = Math.max(0, ...counts.values())
  const names = [...apiKey.effectivePermissions].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
  return (
    <SideSection title="Access" aside={grantText(apiKey)}>
      {names.length === 0 && <Muted>It holds nothing.</Muted>}
      <ul className="grid gap-2.5">
        {names.slice(0, shownPermissions).map((name) => {
          const count = counts.get(name) ?? 0
          return (
            <li key={name} className="grid grid-cols-[minmax(0,5fr)_minmax(0,6fr)] items-center gap-x-4">
              <span className={count === 0 && usage ? 'truncate text-faint' : 'truncate'} title={name}>
                {name}
              </span>
              {!usage ? (
                <Skeleton className="h-1.5 w-full" />
              ) : count === 0 ? (
                <span className="text-faint">never asked for</span>
              ) : (
                <Meter
                  value={count}
                  max={most}
                  label={`${name}: asked for ${count.toLocaleString('en')} times`}
                />
              )}
            </li>
          )
        })}
      </ul>
      {names.length > shownPermissions && (
        <p className="mt-2.5 text-faint">and {names.length - shownPermissions} more, under Access</p>
      )}
    </SideSection>
  )
}

function Details({ apiKey }: { apiKey: ApiKeyDetail }) {
  const projects = useOperation(listProjects, { limit: 200 })
  const project = projects.data?.items.find((one) => one.id === apiKey.projectId)
  const by = (instant: string, name: string) => (
    <>
      <RelativeTime instant={instant} /> by {name}
    </>
  )
  return (
    <SideSection title="Details">
      <DescriptionList
        items={[
          ...(apiKey.description ? [{ term: 'About', detail: apiKey.description }] : []),
          { term: 'Owner', detail: apiKey.owner.name },
          ...(project
            ? [
                {
                  term: 'Project',
                  detail: (
                    <Link
                      href={`/projects/${project.id}`}
                      className="underline decoration-edge underline-offset-4 hover:decoration-ink"
                    >
                      <ProjectName project={project} />
                    </Link>
                  ),
                },
              ]
            : []),
          { term: 'Created', detail: by(apiKey.createdAt, apiKey.createdBy.name) },
          { term: 'Changed', detail: by(apiKey.updatedAt, apiKey.updatedBy.name) },
          { term: 'Expires', detail: <RelativeTime instant={apiKey.expiresAt} /> },
          ...(apiKey.rotationDueAt
            ? [{ term: 'Rotation due', detail: <RelativeTime instant={apiKey.rotationDueAt} /> }]
            : []),
          { term: 'Last used', detail: <RelativeTime instant={apiKey.lastUsedAt} /> },
          ...(apiKey.revokedAt && apiKey.revokedBy
            ? [{ term: 'Revoked', detail: by(apiKey.revokedAt, apiKey.revokedBy.name) }]
            : []),
          ...(apiKey.revokedReason ? [{ term: 'Reason', detail: apiKey.revokedReason }] : []),
          { term: 'Id', detail: apiKey.id, mono: true },
        ]}
      />
    </SideSection>
  )
}

function Metadata({ apiKey }: { apiKey: ApiKeyDetail }) {
  const entries = Object.entries(apiKey.metadata)
  if (entries.length === 0) return null
  return (
    <SideSection title="Metadata">
      <DescriptionList
        items={entries.map(([name, value]) => ({ term: name, detail: metadataText(value), mono: true }))}
      />
    </SideSection>
  )
}

const warnings: Partial<Record<KeyAction['id'], string>> = {
  disable: 'Refused until somebody enables it again.',
  transfer: 'Another owner may then change and revoke it.',
  revoke: 'Refused for good. Nobody can bring it back.',
}

function DangerZone({ actions }: { actions: readonly KeyAction[] }) {
  const dangerous = actions.filter((action) => warnings[action.id])
  if (dangerous.length === 0) return null
  return (
    <SideSection title="Danger zone">
      <ul>
        {dangerous.map((action) => (
          <li key={action.id} className="flex items-center justify-between gap-4 border-t py-2.5 last:pb-0">
            <span className="text-muted">{warnings[action.id]}</span>
            <Button size="sm" variant={action.danger ? 'danger' : 'secondary'} onClick={action.run}>
              {action.label}
            </Button>
          </li>
        ))}
      </ul>
    </SideSection>
  )
}
