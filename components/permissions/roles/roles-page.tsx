'use client'

import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { SearchField } from '#components/shell/search-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { byName } from '#lib/client/by-name.ts'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { listRoles, type Role } from '#lib/contracts/roles.ts'
import { CatalogueHeader } from '../catalogue-header.tsx'
import { copyName, type NamedSetInput } from '../named-set.ts'
import { CreateRoleDialog } from './create-role-dialog.tsx'
import { DeleteRoleDialog } from './delete-role-dialog.tsx'
import { EditRoleDialog } from './edit-role-dialog.tsx'
import { RoleKeysDialog } from './role-keys-dialog.tsx'
import { RoleTable } from './role-table.tsx'

type Open = { dialog: 'keys' | 'edit' | 'delete'; role: Role }

const nothing: NamedSetInput = { name: '', description: '', permissions: [] }

/** The roles that keys may have. */
export function RolesPage() {
  const me = useMe()
  const [q, setQ] = useQueryState('q', parseAsString.withDefault(''))
  const [making, setMaking] = useState<NamedSetInput | null>(null)
  const [open, setOpen] = useState<Open | null>(null)
  const list = useOperation(listRoles, {})
  const roles = byName(list.data?.items ?? [])
  const found = roles.filter((role) => matches(role, q))
  const may = me.data?.permissions.includes('permission:update') ?? false
  const to = (dialog: Open['dialog']) => (role: Role) => setOpen({ dialog, role })
  const close = () => setOpen(null)
  const duplicate = ({ name, description, permissions }: Role) => {
    const taken = new Set(roles.map((role) => role.name))
    setMaking({ name: copyName(name, taken), description, permissions })
  }
  const make = may && (
    <Button variant="primary" onClick={() => setMaking(nothing)}>
      New role
    </Button>
  )
  return (
    <>
      <CatalogueHeader
        tab="roles"
        search={
          <SearchField label="Search roles" value={q} onValueChange={(text) => void setQ(text || null)} />
        }
        actions={make}
      />
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading roles" rows={4} />}
        isEmpty={() => found.length === 0}
        isFiltered={q.trim() !== ''}
        empty={
          <EmptyState
            title="No roles yet"
            description="A role is a named set of permissions, for keys that do the same work."
            action={make}
          />
        }
        noMatch={<NoMatch noun="roles" by="search" onClear={() => void setQ(null)} />}
      >
        {() => (
          <RoleTable
            roles={found}
            onOpen={to('keys')}
            actions={may ? { onEdit: to('edit'), onDuplicate: duplicate, onDelete: to('delete') } : null}
          />
        )}
      </ListBoundary>
      {making && <CreateRoleDialog start={making} onClose={() => setMaking(null)} />}
      {open?.dialog === 'keys' && (
        <RoleKeysDialog role={open.role} onEdit={may ? () => to('edit')(open.role) : null} onClose={close} />
      )}
      {open?.dialog === 'edit' && <EditRoleDialog role={open.role} onClose={close} />}
      {open?.dialog === 'delete' && (
        <DeleteRoleDialog
          role={open.role}
          others={roles.filter(({ id }) => id !== open.role.id)}
          onClose={close}
        />
      )}
    </>
  )
}

function matches({ name, description, permissions }: Role, q: string): boolean {
  const wanted = q.trim().toLowerCase()
  return [name, description, ...permissions].some((text) => text.toLowerCase().includes(wanted))
}
