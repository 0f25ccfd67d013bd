'use client'

import { exactText } from '#components/ui/relative-time-text.ts'
import type { PeekedInvitation } from '#lib/contracts/invitations.ts'
import type { MemberRole } from '#lib/contracts/permissions.ts'

const as: Readonly<Record<MemberRole, string>> = {
  OWNER: 'an owner, who may do everything',
  ADMIN: 'an admin, who governs its keys and people',
  MEMBER: 'a member, who makes and uses keys',
  VIEWER: 'a viewer, who sees its keys and what they do',
}

/** What one is invited to, by whom and as what. */
export function InvitationHead({ invitation }: { invitation: PeekedInvitation }) {
  const { organization, invitedBy, role, projects, expiresAt } = invitation
  return (
    <div>
      <h1 className="wrap-anywhere text-2xl">Join {organization}</h1>
      <p className="wrap-anywhere mt-1.5 text-pretty text-muted">
        {invitedBy} invites you as {as[role]}.{projects && ` In reach: ${projects.join(', ')}.`} The
        invitation works once, until {exactText(Date.parse(expiresAt))}.
      </p>
    </div>
  )
}
