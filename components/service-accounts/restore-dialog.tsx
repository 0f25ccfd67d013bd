'use client'

import { useState } from 'react'
import { MemberPicker, type Person } from '#components/shell/member-picker.tsx'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Label } from '#components/ui/label.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { accountReads } from '#lib/client/ownership-reads.ts'
import { useMutate } from '#lib/client/query.ts'
import { restoreServiceAccount, type ServiceAccount } from '#lib/contracts/service-accounts.ts'

interface RestoreDialogProps {
  account: ServiceAccount
  self: Person | null
  onClose: () => void
}

/** Takes a service account into use again, with somebody who answers for it. */
export function RestoreDialog({ account, self, onClose }: RestoreDialogProps) {
  const [responsible, setResponsible] = useState<Person | null>(account.responsible ?? self)
  const [missing, setMissing] = useState(false)
  const restore = useMutate(restoreServiceAccount, {
    invalidates: accountReads,
    onSuccess: ({ name }) => {
      onClose()
      toast.success(`“${name}” is in use again`)
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Restore “${account.name}”?`}
      consequences="It may own keys again. Keys that were revoked stay revoked."
      confirmLabel="Restore"
      tone="caution"
      busy={restore.isPending}
      error={missing && !responsible ? 'Choose who answers for it.' : (restore.error?.message ?? null)}
      onConfirm={() => {
        setMissing(true)
        if (responsible)
          restore.mutate({
            input: { serviceAccountId: account.id, responsibleId: responsible.id },
            ifVersion: account.version,
          })
      }}
    >
      <div className="grid gap-1.5">
        <Label htmlFor="restore-responsible">Responsible member</Label>
        <MemberPicker
          id="restore-responsible"
          label="Responsible member"
          value={responsible}
          onValueChange={setResponsible}
        />
      </div>
    </AlertDialog>
  )
}
