'use client'

import { Ellipsis } from 'lucide-react'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import {
  rowLinkStyles,
  Table,
  TableBody,
  TableHead,
  TableRow,
  Td,
  TdActions,
  Th,
} from '#components/ui/table.tsx'
import type { Role } from '#lib/contracts/roles.ts'
import { NameList } from '../name-list.tsx'

export interface RoleActions {
  onEdit: (role: Role) => void
  onDuplicate: (role: Role) => void
  onDelete: (role: Role) => void
}

interface RoleTableProps {
  roles: readonly Role[]
  onOpen: (role: Role) => void
  /** null: the person may not change roles. */
  actions: RoleActions | null
}

/** Roles for keys, a row each. */
export function RoleTable({ roles, onOpen, actions }: RoleTableProps) {
  return (
    <Table label="Roles" className="table-fixed">
      <TableHead>
        <Th className="w-[38%]">Role</Th>
        <Th>Permissions</Th>
        <Th className="w-[14%]">Changed</Th>
        <Th className="w-20">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {roles.map((role) => (
          <TableRow key={role.id}>
            <Td phone="lead">
              <button
                type="button"
                aria-haspopup="dialog"
                onClick={() => (actions ? actions.onEdit(role) : onOpen(role))}
                className={`${rowLinkStyles} block max-w-full truncate text-left`}
              >
                {role.name}
              </button>
              {role.description && <span className="block truncate text-muted">{role.description}</span>}
            </Td>
            <Td>
              <NameList names={role.permissions} most={3} className="max-h-6 overflow-hidden" />
            </Td>
            <Td phone="end" className="text-muted">
              <RelativeTime instant={role.updatedAt} />
            </Td>
            <TdActions>
              <RoleMenu role={role} onOpen={onOpen} actions={actions} />
            </TdActions>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function RoleMenu({ role, onOpen, actions }: Omit<RoleTableProps, 'roles'> & { role: Role }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton label={`Actions for ${role.name}`} tooltip={false}>
          <Ellipsis aria-hidden="true" className="size-4" />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="min-w-44">
        <DropdownMenuItem onSelect={() => onOpen(role)}>Who has it</DropdownMenuItem>
        {actions && (
          <>
            <DropdownMenuItem onSelect={() => actions.onEdit(role)}>Edit</DropdownMenuItem>
            <DropdownMenuItem onSelect={() => actions.onDuplicate(role)}>Duplicate</DropdownMenuItem>
            <DropdownMenuSeparator />
            <DropdownMenuItem danger onSelect={() => actions.onDelete(role)}>
              Delete
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
