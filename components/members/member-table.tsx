'use client'

import { Ellipsis } from 'lucide-react'
import { Avatar } from '#components/ui/avatar.tsx'
import { Badge } from '#components/ui/badge.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusDot } from '#components/ui/status-dot.tsx'
import { Table, TableBody, TableHead, TableRow, Td, TdActions, Th } from '#components/ui/table.tsx'
import { governs, type Member } from '#lib/contracts/members.ts'
import type { MemberAction } from './member-actions.ts'
import { projectsText, roleWords } from './role-words.ts'

interface MemberTableProps {
  members: readonly Member[]
  /** The id of who looks. */
  self: string | null
  actionsFor: (member: Member) => readonly MemberAction[]
  onAction: (action: MemberAction, member: Member) => void
}

/** Members, a row each. What only those who govern may see has no columns for others. */
export function MemberTable({ members, self, actionsFor, onAction }: MemberTableProps) {
  const governed = members.some(({ id, keys }) => keys !== null && id !== self)
  return (
    <Table label="Members" className="table-fixed">
      <TableHead>
        <Th>Member</Th>
        <Th className="w-[9%]">Role</Th>
        <Th className="w-[16%]">Projects</Th>
        {governed && (
          <>
            <Th className="w-[11%]">Second factor</Th>
            <Th className="w-[7%] text-right">Keys</Th>
            <Th className="w-[10%]">Seen</Th>
          </>
        )}
        <Th className="w-[10%]">Joined</Th>
        <Th className="w-14">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {members.map((member) => (
          <TableRow key={member.id}>
            <Td phone="lead">
              <span className="flex items-center gap-3">
                <Avatar name={member.name} className="size-7 max-sm:hidden" />
                <span className="min-w-0">
                  <span className="flex items-center gap-2">
                    <span className="truncate">{member.name}</span>
                    {member.id === self && <Badge>you</Badge>}
                  </span>
                  <span className="block truncate text-faint text-xs">{member.email}</span>
                </span>
              </span>
            </Td>
            <Td phone="end">{roleWords[member.role].name}</Td>
            <Td className="truncate text-muted" title={member.projects?.map(({ name }) => name).join(', ')}>
              {projectsText(member.projects)}
            </Td>
            {governed && (
              <>
                <Td>
                  <SecondFactor member={member} />
                </Td>
                <Td className="text-right tabular-nums">{member.keys?.toLocaleString('en')}</Td>
                <Td className="text-muted">
                  <RelativeTime instant={member.lastSeenAt} />
                </Td>
              </>
            )}
            <Td className="text-muted">
              <RelativeTime instant={member.joinedAt} />
            </Td>
            <TdActions>
              <MemberMenu
                member={member}
                actions={actionsFor(member)}
                onAction={(action) => onAction(action, member)}
              />
            </TdActions>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** Without one, an account that governs is one password away from everybody's keys; there it is worth a colour. */
function SecondFactor({ member: { secondFactor, role } }: { member: Member }) {
  if (secondFactor === null) return null
  const tone = secondFactor ? 'ok' : governs(role) ? 'warning' : 'neutral'
  return (
    <StatusDot tone={tone} className={tone === 'warning' ? '' : 'text-muted'}>
      {secondFactor ? 'On' : 'Off'}
    </StatusDot>
  )
}

const words: Readonly<Record<MemberAction, string>> = {
  edit: 'Change role and projects…',
  transfer: 'Transfer ownership…',
  leave: 'Leave the organization…',
  remove: 'Remove…',
}

interface MemberMenuProps {
  member: Member
  actions: readonly MemberAction[]
  onAction: (action: MemberAction) => void
}

function MemberMenu({ member, actions, onAction }: MemberMenuProps) {
  if (actions.length === 0) return null
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton label={`Actions for ${member.name}`} tooltip={false}>
          <Ellipsis aria-hidden="true" className="size-4" />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="min-w-52">
        {actions.map((action, at) => {
          const danger = action === 'leave' || action === 'remove'
          return (
            <div key={action} className="contents">
              {danger && at > 0 && <DropdownMenuSeparator />}
              <DropdownMenuItem danger={danger} onSelect={() => onAction(action)}>
                {words[action]}
              </DropdownMenuItem>
            </div>
          )
        })}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
