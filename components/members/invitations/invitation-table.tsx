'use client'

import { Ellipsis, Link2 } from 'lucide-react'
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
import { RelativeTime, TimeLeft } from '#components/ui/relative-time.tsx'
import { Table, TableBody, TableHead, TableRow, Td, TdActions, Th } from '#components/ui/table.tsx'
import type { Invitation } from '#lib/contracts/invitations.ts'
import { projectsText, roleWords } from '../role-words.ts'
import { invitedName, wasNotMailed } from './invitation-words.ts'

type InvitationAction = 'resend' | 'withdraw'

interface InvitationTableProps {
  invitations: readonly Invitation[]
  /** The server sends mail: what was not mailed can be sent again. */
  mail: boolean
  /** Whether the person may send an invitation again and withdraw it. */
  mayChange: (invitation: Invitation) => boolean
  onAction: (action: InvitationAction, invitation: Invitation) => void
}

/** Invitations, a row each. */
export function InvitationTable({ invitations, mail, mayChange, onAction }: InvitationTableProps) {
  return (
    <Table label="Invitations" className="table-fixed">
      <TableHead>
        <Th>For</Th>
        <Th className="w-[11%]">Role</Th>
        <Th className="w-[18%]">Projects</Th>
        <Th className="w-[20%]">Invited by</Th>
        <Th className="w-[20%]">State</Th>
        <Th className="w-14">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {invitations.map((invitation) => (
          <TableRow key={invitation.id}>
            <Td phone="lead">
              <span className="flex items-center gap-3">
                <Whom invitation={invitation} />
                <span className="min-w-0 truncate">{invitedName(invitation)}</span>
              </span>
            </Td>
            <Td phone="end">{roleWords[invitation.role].name}</Td>
            <Td
              className="truncate text-muted"
              title={invitation.projects?.map(({ name }) => name).join(', ')}
            >
              {projectsText(invitation.projects)}
            </Td>
            <Td className="text-muted">
              <span className="block truncate">{invitation.invitedBy.name}</span>
              <span className="block truncate text-faint text-xs">
                <RelativeTime instant={invitation.sentAt} />
              </span>
            </Td>
            <Td phone="second">
              <InvitationStateText invitation={invitation} />
              {wasNotMailed(invitation) && (
                <span className="mt-1 flex flex-wrap items-baseline gap-x-2 text-xs">
                  <span className={mail ? 'text-warning' : 'text-faint'}>Not mailed</span>
                  {mail && mayChange(invitation) && (
                    <button
                      type="button"
                      aria-label={`Send the invitation of ${invitedName(invitation)} again`}
                      className="rounded-sm underline underline-offset-2 hover:text-ink"
                      onClick={() => onAction('resend', invitation)}
                    >
                      Send again
                    </button>
                  )}
                </span>
              )}
            </Td>
            <TdActions>
              {mayChange(invitation) && (
                <InvitationMenu invitation={invitation} onAction={(action) => onAction(action, invitation)} />
              )}
            </TdActions>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function Whom({ invitation: { email } }: { invitation: Invitation }) {
  if (email) return <Avatar name={email.slice(0, email.indexOf('@'))} className="size-7 max-sm:hidden" />
  return (
    <span
      aria-hidden="true"
      className="grid size-7 shrink-0 place-items-center rounded-full border border-edge border-dashed text-faint max-sm:hidden"
    >
      <Link2 className="size-3.5" />
    </span>
  )
}

/** In colour only where somebody can still come in. */
function InvitationStateText({ invitation }: { invitation: Invitation }) {
  switch (invitation.state) {
    case 'pending':
      return (
        <Badge tone="brass">
          Pending,&nbsp;
          <TimeLeft until={invitation.expiresAt} />
          &nbsp;left
        </Badge>
      )
    case 'accepted':
      return (
        <span className="block text-muted">
          <span className="block truncate">
            Accepted{invitation.acceptedBy && ` by ${invitation.acceptedBy.name}`}
          </span>
          <RelativeTime instant={invitation.acceptedAt} className="text-faint text-xs" />
        </span>
      )
    case 'expired':
      return (
        <span className="text-muted">
          Expired <RelativeTime instant={invitation.expiresAt} />
        </span>
      )
    case 'withdrawn':
      return <span className="text-faint">Withdrawn</span>
  }
}

interface InvitationMenuProps {
  invitation: Invitation
  onAction: (action: InvitationAction) => void
}

/** What is over can be changed no more. */
function InvitationMenu({ invitation, onAction }: InvitationMenuProps) {
  if (invitation.state === 'accepted' || invitation.state === 'withdrawn') return null
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton label={`Actions for the invitation of ${invitedName(invitation)}`} tooltip={false}>
          <Ellipsis aria-hidden="true" className="size-4" />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="min-w-44">
        <DropdownMenuItem onSelect={() => onAction('resend')}>
          {invitation.email ? 'Send again…' : 'Create a new link…'}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem danger onSelect={() => onAction('withdraw')}>
          Withdraw…
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
