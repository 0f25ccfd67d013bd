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
import type { Permission } from '#lib/contracts/catalogue.ts'
import type { Rung } from '#lib/contracts/levels.ts'
import type { Role } from '#lib/contracts/roles.ts'

interface PermissionTableProps {
  label: string
  permissions: readonly Permission[]
  roles: readonly Role[]
  levels: readonly Rung[]
  onOpen: (permission: Permission) => void
  /** null: the person may not change the catalogue, or these are built in. */
  onEdit: ((permission: Permission) => void) | null
  onDelete: ((permission: Permission) => void) | null
}

/** Permissions, a row each, with the roles that give them and the level from which keys hold them. */
export function PermissionTable(props: PermissionTableProps) {
  const { label, permissions, roles, levels, onOpen, onEdit, onDelete } = props
  return (
    <Table label={label} className="table-fixed">
      <TableHead>
        <Th>Permission</Th>
        <Th className="w-[30%]">Roles</Th>
        <Th className="w-[16%]">From level</Th>
        <Th className="w-20">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {permissions.map((permission) => {
          const { name } = permission
          const within = roles.filter((role) => role.permissions.includes(name)).map((role) => role.name)
          const rung = levels.find((one) => one.permissions.includes(name))
          return (
            <TableRow key={permission.id}>
              <Td phone="lead">
                <button
                  type="button"
                  aria-haspopup="dialog"
                  onClick={() => onOpen(permission)}
                  className={`${rowLinkStyles} block max-w-full truncate text-left font-mono text-xs leading-5`}
                >
                  {name}
                </button>
                <span className="block truncate text-muted">{permission.description}</span>
              </Td>
              <Td className="truncate text-muted">{within.join(', ')}</Td>
              <Td phone="end" className="text-muted">
                {rung && (
                  <>
                    <span className="@min-[721px]:hidden">Level </span>
                    {rung.level}
                    <span className="@max-[720px]:hidden">: {rung.name}</span>
                  </>
                )}
              </Td>
              <TdActions>
                {onEdit && onDelete && (
                  <DropdownMenu>
                    <DropdownMenuTrigger asChild>
                      <IconButton label={`Actions for ${name}`} tooltip={false}>
                        <Ellipsis aria-hidden="true" className="size-4" />
                      </IconButton>
                    </DropdownMenuTrigger>
                    <DropdownMenuContent className="min-w-44">
                      <DropdownMenuItem onSelect={() => onOpen(permission)}>Who uses it</DropdownMenuItem>
                      <DropdownMenuItem onSelect={() => onEdit(permission)}>Edit</DropdownMenuItem>
                      <DropdownMenuSeparator />
                      <DropdownMenuItem danger onSelect={() => onDelete(permission)}>
                        Delete
                      </DropdownMenuItem>
                    </DropdownMenuContent>
                  </DropdownMenu>
                )}
              </TdActions>
            </TableRow>
          )
        })}
      </TableBody>
    </Table>
  )
}
