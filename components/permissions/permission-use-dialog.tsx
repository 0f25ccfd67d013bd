'use client'

import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import type { Permission } from '#lib/contracts/catalogue.ts'
import { PermissionUse } from './permission-use.tsx'

interface PermissionUseDialogProps {
  permission: Permission
  /** null: the person may not, or it is built in. */
  onEdit: (() => void) | null
  onDelete: (() => void) | null
  onClose: () => void
}

/** One permission: what it allows, and who uses it. */
export function PermissionUseDialog({ permission, onEdit, onDelete, onClose }: PermissionUseDialogProps) {
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={<span className="font-mono">{permission.name}</span>}
        description={permission.description || undefined}
        aside={permission.builtIn && <Badge>Built in</Badge>}
      >
        <DialogBody>
          <PermissionUse permission={permission} />
        </DialogBody>
        <DialogFooter>
          {onDelete && (
            <Button variant="danger" className="mr-auto" onClick={onDelete}>
              Delete
            </Button>
          )}
          {onEdit && <Button onClick={onEdit}>Edit</Button>}
          <Button variant={onEdit ? 'primary' : 'secondary'} onClick={onClose}>
            Close
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}
