'use client'

import { useState } from 'react'
import { StaleNote } from '#components/shell/stale-note.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Input } from '#components/ui/input.tsx'
import { Label } from '#components/ui/label.tsx'
import { useMutate } from '#lib/client/query.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { revokeKey } from '#lib/contracts/keys.ts'
import { keyAndUsageReads } from './key-cache.ts'
import { KeyTraffic } from './key-traffic.tsx'

/** Ends a key for good: says who will notice, and asks for its name, as nobody can bring it back. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const revoke = useMutate(revokeKey, {
    invalidates: keyAndUsageReads,
    onSuccess: (key) => {
      onClose()
      tellEffective(`“${key.name}” is revoked`, key.effective)
    },
  })

  const given = reason.trim()
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Revoke “${apiKey.name}”?`}
      consequences={
        <>
          Every service that presents it is refused as soon as the answer is here, and it can never be used
          again. It belongs to {apiKey.owner.name}.
          <StaleNote />
        </>
      }
      confirmLabel="Revoke key"
      typeName={apiKey.name}
      busy={revoke.isPending}
      error={revoke.error?.message ?? null}
      onConfirm={() => revoke.mutate({ input: { keyId: apiKey.id, ...(given ? { reason: given } : {}) } })}
    >
      <KeyTraffic apiKey={apiKey} />
      <div className="grid gap-1.5">
        <Label htmlFor="revoke-reason" optional>
          Reason
        </Label>
        <Input
          id="revoke-reason"
          value={reason}
          maxLength={500}
          placeholder="Kept in its history"
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </AlertDialog>
  )
}
