'use client'

import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useState } from 'react'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { PageSection } from '#components/shell/page-header.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { CallReply } from '#lib/client/call.ts'
import { mayOnKey, useMe } from '#lib/client/me.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { getKeySizing, narrowKey } from '#lib/contracts/oversight.ts'
import { keyAndUsageReads } from './key-cache.ts'
import { sizingWords } from './sizing-words.ts'

const windows = ['30', '90'] as const
type Sizing = CallReply<typeof getKeySizing>

/** What a key holds against what it uses, and the way from the one to the other. */
export function KeySizing({ apiKey }: { apiKey: ApiKeyDetail }) {
  const [days, setDays] = useQueryState('days', parseAsStringLiteral(windows).withDefault('90'))
  const sizing = useOperation(getKeySizing, { keyId: apiKey.id, days }, { keepPrevious: true })
  return (
    <PageSection
      title="Held and used"
      aside={
        <Segmented
          label="Time span"
          size="sm"
          options={windows.map((value) => ({ value, label: `${value} days` }))}
          value={days}
          onValueChange={(next) => void setDays(next)}
        />
      }
      className="border-b"
    >
      <QueryBoundary query={sizing} loading={<LoadingLines label="Loading what it uses" lines={2} />}>
        {(data) => <Sized apiKey={apiKey} sizing={data} />}
      </QueryBoundary>
    </PageSection>
  )
}

function Sized({ apiKey, sizing }: { apiKey: ApiKeyDetail; sizing: Sizing }) {
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const used = sizing.permissions.filter((one) => one.used)
  const unused = sizing.permissions.filter((one) => !one.used)
  const words = sizingWords(sizing)
  const may = apiKey.status !== 'revoked' && mayOnKey(me.data, 'update', apiKey.owner.id)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 max-w-[560px] flex-1 basis-72">
          <p>{words.verdict}</p>
          <Meter
            value={used.length}
            max={sizing.permissions.length}
            label="Permissions that were used"
            className="my-2"
          />
          <p className="text-faint">{words.note}</p>
        </div>
        {may && used.length > 0 && unused.length > 0 && (
          <Button onClick={() => setAsking(true)}>Narrow to what is used</Button>
        )}
      </div>
      {asking && <Narrow apiKey={apiKey} sizing={sizing} onClose={() => setAsking(false)} />}
    </>
  )
}

function Narrow({ apiKey, sizing, onClose }: { apiKey: ApiKeyDetail; sizing: Sizing; onClose: () => void }) {
  const unused = sizing.permissions.filter((one) => !one.used)
  const narrow = useMutate(narrowKey, {
    invalidates: keyAndUsageReads,
    onSuccess: (key) => {
      onClose()
      tellEffective(`“${key.name}” holds only what it uses`, key.effective)
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Narrow “${apiKey.name}”?`}
      consequences={
        <>
          It keeps what it used in {sizing.days} days, permission by permission, and loses the rest
          {(apiKey.role || apiKey.level !== null) && ', with its role and level'}. A service that needs one of
          these is refused from the moment of the answer.
        </>
      }
      confirmLabel="Narrow the key"
      tone="caution"
      busy={narrow.isPending}
      error={narrow.error?.message ?? null}
      onConfirm={() =>
        narrow.mutate({ input: { keyId: apiKey.id, days: sizing.days }, ifVersion: apiKey.version })
      }
    >
      <div>
        <p className="mb-1 text-faint">It loses</p>
        <ul className="max-h-48 overflow-y-auto border-t font-mono text-xs">
          {unused.map(({ name }) => (
            <li key={name} className="border-b py-1.5">
              {name}
            </li>
          ))}
        </ul>
      </div>
    </AlertDialog>
  )
}
