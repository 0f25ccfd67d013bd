'use client'

import { useState } from 'react'
import { PageSection } from '#components/shell/page-header.tsx'
import { StaleNote } from '#components/shell/stale-note.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime, TimeLeft } from '#components/ui/relative-time.tsx'
import { durationText } from '#components/ui/relative-time-text.ts'
import { mayOnKey, useMe } from '#lib/client/me.ts'
import { useMutate } from '#lib/client/query.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { endGrace } from '#lib/contracts/keys.ts'
import { ExtendGraceDialog } from './extend-grace-dialog.tsx'
import { keyAndUsageReads } from './key-cache.ts'
import { KeyTraffic } from './key-traffic.tsx'
import { latestGraceEnd } from './rotation.ts'
import { tellOvertaken } from './tell-overtaken.ts'

/** When the older of two secrets ends, and what may be done about it. */
export function RotationSection({ apiKey }: { apiKey: ApiKeyDetail }) {
  const me = useMe()
  const [open, setOpen] = useState<'extend' | 'end' | null>(null)
  const old = apiKey.secrets.find(({ notAfter }) => notAfter !== null)
  if (!old?.notAfter) return null
  const { grace, notAfter } = old
  const waits = grace !== null && grace.beganAt === null
  const may = mayOnKey(me.data, 'rotate', apiKey.owner.id)
  const latest = latestGraceEnd(apiKey)
  const extendable = !waits && latest !== null && latest > notAfter
  return (
    <PageSection title="The old secret">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <p className="min-w-0 flex-1 basis-72 text-pretty">
          {waits ? (
            <>
              Its grace of {durationText(grace.seconds * 1000)} begins with the first use of the new secret.
              Unused, the old one works on for <TimeLeft until={notAfter} /> at most.
            </>
          ) : (
            <>
              It ends in <TimeLeft until={notAfter} />, by itself.
              {grace?.beganAt && grace.beganAt !== apiKey.secrets[0]?.createdAt && (
                <>
                  {' '}
                  The new secret was first used <RelativeTime instant={grace.beganAt} />.
                </>
              )}
            </>
          )}
        </p>
        {may && (
          <div className="flex gap-2">
            {extendable && <Button onClick={() => setOpen('extend')}>Extend</Button>}
            <Button variant="danger" onClick={() => setOpen('end')}>
              End now
            </Button>
          </div>
        )}
      </div>
      {open === 'extend' && latest && (
        <ExtendGraceDialog apiKey={apiKey} endsAt={notAfter} latest={latest} onClose={() => setOpen(null)} />
      )}
      {open === 'end' && <EndDialog apiKey={apiKey} onClose={() => setOpen(null)} />}
    </PageSection>
  )
}

function EndDialog({ apiKey, onClose }: { apiKey: ApiKeyDetail; onClose: () => void }) {
  const end = useMutate(endGrace, {
    invalidates: keyAndUsageReads,
    onSuccess: ({ name, effective }) => {
      onClose()
      tellEffective(`The old secret of “${name}” has ended`, effective)
    },
    onError: (error) => void tellOvertaken(error, 'Nothing was ended', onClose),
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title="End the old secret now?"
      consequences={
        <>
          Whoever still presents it is refused at once. The new secret goes on working.
          <StaleNote />
        </>
      }
      confirmLabel="End old secret"
      busy={end.isPending}
      error={end.error?.message ?? null}
      onConfirm={() => end.mutate({ input: { keyId: apiKey.id }, ifVersion: apiKey.version })}
    >
      <KeyTraffic apiKey={apiKey} />
    </AlertDialog>
  )
}
