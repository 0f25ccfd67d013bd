'use client'

import Link from 'next/link'
import { useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { StaleNote } from '#components/shell/stale-note.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusDot, type Tone } from '#components/ui/status-dot.tsx'
import { useMutate } from '#lib/client/query.ts'
import type { ApiKeyDetail, KeyStatus } from '#lib/contracts/api-key.ts'
import { type GatewayKey, type ProjectDetail, revokeGatewayKey } from '#lib/contracts/projects.ts'
import { GatewayDialog } from './gateway-dialog.tsx'
import { GatewayReveal } from './gateway-reveal.tsx'
import { projectAndKeyReads } from './project-reads.ts'
import { ProjectSection } from './project-section.tsx'

/** The key by which a gateway asks about this project's keys: how it stands, and the button that makes it. */
export function GatewaySection({ project, mayChange }: { project: ProjectDetail; mayChange: boolean }) {
  const [open, setOpen] = useState<'make' | 'revoke' | null>(null)
  const [made, setMade] = useState<ApiKeyDetail | null>(null)
  const { gatewayKey: key, archivedAt, allowedPermissions: allowed } = project
  const works = key !== null && key.status !== 'revoked'
  const forbids = allowed !== null && !allowed.includes('api_key:verify')
  return (
    <ProjectSection
      title="Gateway"
      about="The key by which nginx, Caddy or another gateway asks whether a key of this project is good."
    >
      <div className="grid justify-items-start gap-4">
        {key ? <KeyState apiKey={key} /> : <p>None yet: no gateway asks about this project.</p>}
        {mayChange && (
          <div className="flex flex-wrap gap-2">
            {/* What no key could be made for needs no button. */}
            {!archivedAt && !forbids && (
              <Button onClick={() => setOpen('make')}>{works ? 'Replace' : 'Create gateway key'}</Button>
            )}
            {works && (
              <Button variant="danger" onClick={() => setOpen('revoke')}>
                Revoke
              </Button>
            )}
          </div>
        )}
        {mayChange && forbids && !archivedAt && (
          <p className="text-muted">
            To make one, allow <span className="font-mono text-xs">api_key:verify</span> under Permissions.
          </p>
        )}
      </div>
      {open === 'make' && (
        <GatewayDialog
          project={project}
          onClose={() => setOpen(null)}
          onMade={(issued) => {
            setOpen(null)
            setMade(issued)
          }}
        />
      )}
      {made && <GatewayReveal apiKey={made} onClose={() => setMade(null)} />}
      {open === 'revoke' && key && (
        <RevokeDialog project={project} apiKey={key} onClose={() => setOpen(null)} />
      )}
    </ProjectSection>
  )
}

const states: Record<KeyStatus, { tone: Tone; text: string }> = {
  active: { tone: 'ok', text: 'Works' },
  rotating: { tone: 'warning', text: 'Rotating' },
  expiring: { tone: 'warning', text: 'Expires soon' },
  disabled: { tone: 'neutral', text: 'Refused' },
  expired: { tone: 'danger', text: 'Expired' },
  revoked: { tone: 'danger', text: 'Revoked' },
}

function KeyState({ apiKey }: { apiKey: GatewayKey }) {
  const { tone, text } = states[apiKey.status]
  return (
    <div className="flex w-full items-center gap-4">
      <Bitting keyId={apiKey.id} generation={apiKey.generation} size="sm" className="max-sm:hidden" />
      <div className="min-w-0 flex-1">
        <Link
          href={`/keys/${apiKey.id}`}
          className="block truncate underline decoration-edge underline-offset-4 hover:decoration-ink"
        >
          {apiKey.name}
        </Link>
        <p className="truncate font-mono text-faint text-xs">{apiKey.mask}</p>
      </div>
      <div className="shrink-0 text-right">
        <StatusDot tone={tone}>{text}</StatusDot>
        <p className="text-faint text-xs">
          {apiKey.lastUsedAt ? (
            <>
              used <RelativeTime instant={apiKey.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </p>
      </div>
    </div>
  )
}

interface RevokeDialogProps {
  project: ProjectDetail
  apiKey: GatewayKey
  onClose: () => void
}

function RevokeDialog({ project, apiKey, onClose }: RevokeDialogProps) {
  const revoke = useMutate(revokeGatewayKey, {
    invalidates: projectAndKeyReads,
    onSuccess: ({ effective }) => {
      onClose()
      tellEffective('The gateway key is revoked', effective)
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title="Revoke the gateway key?"
      consequences={
        <>
          {apiKey.lastUsedAt ? (
            <>
              It was used <RelativeTime instant={apiKey.lastUsedAt} />. A gateway that has it lets nobody in
              from then on, whatever key they show.
            </>
          ) : (
            'It was never used. A gateway that has it would let nobody in.'
          )}
          <StaleNote />
        </>
      }
      confirmLabel="Revoke gateway key"
      busy={revoke.isPending}
      error={revoke.error?.message ?? null}
      onConfirm={() => revoke.mutate({ input: { projectId: project.id } })}
    />
  )
}
