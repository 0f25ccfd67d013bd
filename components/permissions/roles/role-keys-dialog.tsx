'use client'

import { HeldKeys } from '#components/shell/held-keys.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { keysText } from '#components/shell/preview-words.ts'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { useInfinite } from '#lib/client/query.ts'
import { listRoleKeys, type Role } from '#lib/contracts/roles.ts'
import { NameList } from '../name-list.tsx'

interface RoleKeysDialogProps {
  role: Role
  /** null: the person may not. */
  onEdit: (() => void) | null
  onClose: () => void
}

/** What a role gives, and who has it. */
export function RoleKeysDialog({ role, onEdit, onClose }: RoleKeysDialogProps) {
  const keys = useInfinite(listRoleKeys, { roleId: role.id, limit: 20 })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={role.name} description={role.description || undefined}>
        <DialogBody className="grid content-start gap-5">
          <section className="grid gap-2">
            <h3 className="font-medium">It gives</h3>
            {role.permissions.length === 0 ? (
              <p className="text-muted">Nothing yet.</p>
            ) : (
              <NameList names={role.permissions} />
            )}
          </section>
          <section className="grid gap-2">
            <h3 className="font-medium">Who has it</h3>
            <QueryBoundary query={keys} loading={<LoadingLines label="Looking who has it" />}>
              {(data) => {
                const items = data.pages.flatMap((page) => page.items)
                if (items.length === 0) return <p className="text-muted">No key has it.</p>
                return (
                  <>
                    <p className="text-muted">{keysText(data.pages[0]?.keys ?? 0)}</p>
                    <HeldKeys label={`Keys with the role ${role.name}`} items={items} keyOf={(key) => key} />
                    {keys.hasNextPage && (
                      <Button
                        variant="ghost"
                        size="sm"
                        className="-ml-2.5 justify-self-start"
                        loading={keys.isFetchingNextPage}
                        onClick={() => void keys.fetchNextPage()}
                      >
                        Show more keys
                      </Button>
                    )}
                  </>
                )
              }}
            </QueryBoundary>
          </section>
        </DialogBody>
        <DialogFooter>
          {onEdit && <Button onClick={onEdit}>Edit role</Button>}
          <Button variant={onEdit ? 'primary' : 'secondary'} onClick={onClose}>
            Close
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}
