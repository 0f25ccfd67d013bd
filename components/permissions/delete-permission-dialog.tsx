'use client'

import { cameLate } from '#components/shell/edit-conflict.tsx'
import { StaleNote } from '#components/shell/stale-note.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { deletePermission, getPermissionUse, type Permission } from '#lib/contracts/catalogue.ts'
import { catalogueReads } from './catalogue-reads.ts'
import { PermissionUse } from './permission-use.tsx'

/** Deletes a permission: says who loses it, and asks for its name where that is anybody. */
export function DeletePermissionDialog({
  permission,
  onClose,
}: {
  permission: Permission
  onClose: () => void
}) {
  const use = useOperation(getPermissionUse, { permissionId: permission.id, limit: 5 })
  const remove = useMutate(deletePermission, {
    invalidates: catalogueReads,
    onSuccess: ({ name, effective }) => {
      onClose()
      tellEffective(`“${name}” is deleted`, effective, 'In effect')
    },
  })
  const keys = use.data?.keys ?? 0
  const error = cameLate(remove.error)
    ? 'Somebody changed it meanwhile. Close this, and look again.'
    : (remove.error?.message ?? null)
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Delete “${permission.name}”?`}
      consequences={
        keys === 0 ? (
          `It leaves every role, level and project that has it, and cannot be brought back.${use.data ? ' No key holds it.' : ''}`
        ) : (
          <>
            Your API refuses these keys wherever it asks for {permission.name}, as soon as the answer is here.
            It cannot be brought back.
            <StaleNote />
          </>
        )
      }
      confirmLabel="Delete permission"
      {...(keys > 0 ? { typeName: permission.name } : {})}
      busy={remove.isPending || use.isPending}
      error={error}
      onConfirm={() =>
        remove.mutate({ input: { permissionId: permission.id }, ifVersion: permission.version })
      }
    >
      <PermissionUse permission={permission} />
    </AlertDialog>
  )
}
