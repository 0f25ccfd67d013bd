'use client'

import { useState } from 'react'
import { ChangePreview } from '#components/shell/change-preview.tsx'
import { cameLate } from '#components/shell/edit-conflict.tsx'
import { keysText } from '#components/shell/preview-words.ts'
import { StaleNote } from '#components/shell/stale-note.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { useConsent, WidenConsent } from '#components/shell/widen-consent.tsx'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Label } from '#components/ui/label.tsx'
import { Select } from '#components/ui/select.tsx'
import { useInfinite, useMutate, useOperation } from '#lib/client/query.ts'
import { deleteRole, listRoleKeys, previewRole, type Role } from '#lib/contracts/roles.ts'
import { catalogueReads } from '../catalogue-reads.ts'

interface DeleteRoleDialogProps {
  role: Role
  /** What its keys may get instead. */
  others: readonly Role[]
  onClose: () => void
}

/** Deletes a role: asks what its keys get instead, and says what that does to them. */
export function DeleteRoleDialog({ role, others, onClose }: DeleteRoleDialogProps) {
  const having = useOperation(listRoleKeys, { roleId: role.id, limit: 1 })
  const keys = having.data?.keys ?? 0
  const [replacement, setReplacement] = useState('')
  const preview = useInfinite(
    previewRole,
    { roleId: role.id, replacement, limit: 5 },
    { enabled: keys > 0 && replacement !== '' },
  )
  const consent = useConsent(replacement, preview.data?.pages[0]?.gaining ?? 0)
  const remove = useMutate(deleteRole, {
    invalidates: catalogueReads,
    onSuccess: ({ name, effective }) => {
      onClose()
      tellEffective(`“${name}” is deleted`, effective, 'In effect')
    },
  })
  const [told, setTold] = useState<string | null>(null)
  const confirm = () => {
    if (keys > 0 && replacement === '') return setTold('Say what its keys get instead.')
    if (keys > 0 && preview.data === undefined) return setTold('See first what that does to them.')
    setTold(null)
    if (!consent.obtain()) return
    remove.mutate({
      input: { roleId: role.id, ...(keys > 0 ? { replacement } : {}) },
      ifVersion: role.version,
    })
  }
  const error = cameLate(remove.error)
    ? 'Somebody changed it meanwhile. Close this, and look again.'
    : (remove.error?.message ?? null)
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Delete “${role.name}”?`}
      consequences={
        keys === 0 ? (
          'No key that is not revoked has it. It cannot be brought back.'
        ) : (
          <>
            {keysText(keys)} {keys === 1 ? 'has' : 'have'} this role. What{' '}
            {keys === 1 ? 'it gets' : 'they get'} instead holds as soon as the answer is here.
            <StaleNote />
          </>
        )
      }
      confirmLabel="Delete role"
      busy={remove.isPending || having.isPending}
      error={told ?? error}
      onConfirm={confirm}
    >
      {keys > 0 && (
        <>
          <div className="grid gap-1.5">
            <Label htmlFor="role-replacement">{keys === 1 ? 'It gets' : 'They get'}</Label>
            <Select
              id="role-replacement"
              placeholder="Choose"
              value={replacement}
              onChange={(event) => {
                setReplacement(event.target.value)
                setTold(null)
              }}
              options={[
                { value: 'none', label: 'No role' },
                ...others.map(({ id, name }) => ({ value: id, label: `The role ${name}` })),
              ]}
            />
          </div>
          {replacement !== '' && <ChangePreview query={preview} stale={false} />}
          <WidenConsent {...consent.field} />
        </>
      )}
    </AlertDialog>
  )
}
