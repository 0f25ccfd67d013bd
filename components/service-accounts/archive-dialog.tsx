'use client'

import Link from 'next/link'
import { useState } from 'react'
import { BulkTraffic } from '#components/shell/bulk-traffic.tsx'
import { StaleNote } from '#components/shell/stale-note.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { Label } from '#components/ui/label.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { ownershipReads } from '#lib/client/ownership-reads.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { keyStatuses } from '#lib/contracts/api-key.ts'
import { listKeys } from '#lib/contracts/keys.ts'
import { archiveServiceAccount, type ServiceAccount } from '#lib/contracts/service-accounts.ts'
import { keysHref, keysText } from './account-words.ts'

interface ArchiveDialogProps {
  account: ServiceAccount
  onClose: () => void
}

const standing = keyStatuses.filter((status) => status !== 'revoked')

/** Archives a service account; where it owns keys, shows which are used, and revokes them with it. */
export function ArchiveDialog({ account, onClose }: ArchiveDialogProps) {
  const [reason, setReason] = useState('')
  const keys = useOperation(listKeys, { owner: account.id, status: standing, limit: 200 })
  const owned = account.keys ?? keys.data?.items.length ?? 0
  const owns = owned > 0
  const archive = useMutate(archiveServiceAccount, {
    invalidates: ownershipReads,
    onSuccess: ({ revokedKeys, effective }) => {
      onClose()
      if (revokedKeys === 0) toast.success(`“${account.name}” is archived`)
      else tellEffective(`“${account.name}” is archived, ${keysText(revokedKeys)} revoked`, effective)
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Archive “${account.name}”?`}
      consequences={
        owns ? (
          <>
            It owns {keysText(owned)} that {owned === 1 ? 'is' : 'are'} not revoked. Archiving it revokes{' '}
            {owned === 1 ? 'it' : 'them'} for good: whatever runs with {owned === 1 ? 'it' : 'them'} is
            refused at once.
            <StaleNote /> To keep {owned === 1 ? 'it' : 'them'},{' '}
            <Link
              href={keysHref(account.id)}
              className="text-ink underline decoration-edge underline-offset-4 hover:decoration-ink"
            >
              transfer {owned === 1 ? 'it' : 'them'} first
            </Link>
            .
          </>
        ) : (
          'It owns no keys, and is offered to nobody as an owner from now on. You can restore it.'
        )
      }
      confirmLabel={owns ? `Archive and revoke ${keysText(owned)}` : 'Archive'}
      tone={owns ? 'danger' : 'caution'}
      {...(owns ? { typeName: account.name } : {})}
      busy={archive.isPending}
      error={archive.error?.message ?? null}
      onConfirm={() =>
        archive.mutate({
          input: {
            serviceAccountId: account.id,
            ...(owns ? { keys: 'revoke' as const } : {}),
            ...(owns && reason.trim() ? { reason: reason.trim() } : {}),
          },
          ifVersion: account.version,
        })
      }
    >
      {owns && (
        <>
          {keys.error ? (
            <InlineError>{`Its keys could not be read: ${keys.error.message}`}</InlineError>
          ) : keys.data ? (
            <BulkTraffic keys={keys.data.items} />
          ) : (
            <Skeleton className="h-16 w-full" />
          )}
          <div className="grid gap-1.5">
            <Label htmlFor="archive-reason" optional>
              Reason
            </Label>
            <Input
              id="archive-reason"
              value={reason}
              maxLength={500}
              placeholder="Kept in the histories of the keys"
              onChange={(event) => setReason(event.target.value)}
            />
          </div>
        </>
      )}
    </AlertDialog>
  )
}
