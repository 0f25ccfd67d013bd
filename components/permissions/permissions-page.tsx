'use client'

import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { SearchField } from '#components/shell/search-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { listPermissions, type Permission } from '#lib/contracts/catalogue.ts'
import { listLevels } from '#lib/contracts/levels.ts'
import { listRoles } from '#lib/contracts/roles.ts'
import { CatalogueHeader } from './catalogue-header.tsx'
import { DeletePermissionDialog } from './delete-permission-dialog.tsx'
import { CreatePermissionDialog, EditPermissionDialog } from './permission-dialogs.tsx'
import { PermissionTable } from './permission-table.tsx'
import { PermissionUseDialog } from './permission-use-dialog.tsx'

/** So many rows are drawn at once; a catalogue has up to two thousand. */
const atOnce = 100

type Open = { dialog: 'use' | 'edit' | 'delete'; permission: Permission }

/** The catalogue: what the organization's API asks for, and what governs Latchwork itself. */
export function PermissionsPage() {
  const me = useMe()
  const [q, setQ] = useQueryState('q', parseAsString.withDefault(''))
  const [shown, setShown] = useState(atOnce)
  const [making, setMaking] = useState(false)
  const [open, setOpen] = useState<Open | null>(null)
  const catalogue = useOperation(listPermissions, {})
  const roles = useOperation(listRoles, {}).data?.items ?? []
  const levels = useOperation(listLevels, {}).data?.items ?? []
  const may = me.data?.permissions.includes('permission:update') ?? false
  const found = (catalogue.data?.items ?? []).filter((one) => matches(one, q))
  const own = found.filter(({ builtIn }) => !builtIn)
  const builtIn = found.filter((one) => one.builtIn)
  const to = (dialog: Open['dialog']) => (permission: Permission) => setOpen({ dialog, permission })
  const close = () => setOpen(null)
  const make = may && (
    <Button variant="primary" onClick={() => setMaking(true)}>
      New permission
    </Button>
  )
  return (
    <>
      <CatalogueHeader
        tab="permissions"
        search={
          <SearchField
            label="Search permissions"
            value={q}
            onValueChange={(text) => void setQ(text || null)}
          />
        }
        actions={make}
      />
      <ListBoundary
        query={catalogue}
        loading={<LoadingRows label="Loading permissions" />}
        isEmpty={() => found.length === 0}
        isFiltered={q.trim() !== ''}
        empty={
          <EmptyState
            title="No permissions yet"
            description="A permission is a word that your API asks for before it does something."
            action={make}
          />
        }
        noMatch={<NoMatch noun="permissions" by="search" onClear={() => void setQ(null)} />}
      >
        {() => (
          <>
            {(own.length > 0 || q.trim() === '') && (
              <section>
                <GroupHeading
                  title="Your API"
                  about="Your services ask for these; they mean what you say they mean."
                />
                {own.length === 0 ? (
                  <EmptyState
                    className="border-b py-10"
                    title="None of your own"
                    description="A permission is a word that your API asks for before it does something."
                  />
                ) : (
                  <>
                    <PermissionTable
                      label="Permissions of your API"
                      permissions={own.slice(0, shown)}
                      roles={roles}
                      levels={levels}
                      onOpen={to('use')}
                      onEdit={may ? to('edit') : null}
                      onDelete={may ? to('delete') : null}
                    />
                    {own.length > shown && (
                      <LoadMore
                        noun="permissions"
                        shown={Math.min(shown, own.length)}
                        total={own.length}
                        hasMore
                        loading={false}
                        onMore={() => setShown(shown + atOnce)}
                      />
                    )}
                  </>
                )}
              </section>
            )}
            {builtIn.length > 0 && (
              <section>
                <GroupHeading
                  title="Latchwork itself"
                  about="Built in, and the same in every organization: they govern keys, people and this portal."
                />
                <PermissionTable
                  label="Permissions on Latchwork itself"
                  permissions={builtIn}
                  roles={roles}
                  levels={levels}
                  onOpen={to('use')}
                  onEdit={null}
                  onDelete={null}
                />
              </section>
            )}
          </>
        )}
      </ListBoundary>
      {making && <CreatePermissionDialog onClose={() => setMaking(false)} />}
      {open?.dialog === 'use' && (
        <PermissionUseDialog
          permission={open.permission}
          onEdit={may && !open.permission.builtIn ? () => to('edit')(open.permission) : null}
          onDelete={may && !open.permission.builtIn ? () => to('delete')(open.permission) : null}
          onClose={close}
        />
      )}
      {open?.dialog === 'edit' && <EditPermissionDialog permission={open.permission} onClose={close} />}
      {open?.dialog === 'delete' && <DeletePermissionDialog permission={open.permission} onClose={close} />}
    </>
  )
}

function matches({ name, description }: Permission, q: string): boolean {
  const wanted = q.trim().toLowerCase()
  return name.includes(wanted) || description.toLowerCase().includes(wanted)
}

function GroupHeading({ title, about }: { title: string; about: string }) {
  return (
    <div className="px-4 pt-6 pb-2 sm:px-7">
      <h2 className="text-sm">{title}</h2>
      <p className="text-muted">{about}</p>
    </div>
  )
}
