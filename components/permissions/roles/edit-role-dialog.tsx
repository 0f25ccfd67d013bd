'use client'

import { cameLate } from '#components/shell/edit-conflict.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { useInfinite, useMutate, useOperation } from '#lib/client/query.ts'
import { getRole, listRoles, previewRole, type Role, updateRole } from '#lib/contracts/roles.ts'
import { catalogueReads } from '../catalogue-reads.ts'
import { EditSetDialog } from '../edit-set-dialog.tsx'
import { useSetEditing } from '../use-set-editing.ts'

/** Changes a role. */
export function EditRoleDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const roleId = role.id
  const editing = useSetEditing(role)
  const preview = useInfinite(
    previewRole,
    { roleId, permissions: editing.names, limit: 5 },
    { enabled: editing.asks, keepPrevious: true },
  )
  const update = useMutate(updateRole, {
    invalidates: catalogueReads,
    shows: [listRoles, getRole],
    onSuccess: ({ effective, ...changed }) => {
      onClose()
      tellEffective(`“${changed.name}” is changed`, effective, 'In effect')
    },
  })
  const late = cameLate(update.error)
  const current = useOperation(getRole, { roleId }, { enabled: late })
  return (
    <EditSetDialog
      noun="role"
      title={`Edit “${role.name}”`}
      legend="Permissions"
      editing={editing}
      preview={preview}
      current={current}
      update={update}
      onSend={(body, ifVersion) => update.mutate({ input: { roleId, ...body }, ifVersion })}
      onClose={onClose}
    />
  )
}
