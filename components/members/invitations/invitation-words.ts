import type { Invitation, InvitationState } from '#lib/contracts/invitations.ts'

export const stateNames: Readonly<Record<InvitationState, string>> = {
  pending: 'Pending',
  accepted: 'Accepted',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
}

/** Whom an invitation is for. */
export const invitedName = ({ email }: Pick<Invitation, 'email'>) => email ?? 'Anyone with the link'

/** It waits for somebody at an address to which nothing was mailed: perhaps they do not know of it. */
export const wasNotMailed = ({
  state,
  email,
  mailedAt,
}: Pick<Invitation, 'state' | 'email' | 'mailedAt'>): boolean =>
  state === 'pending' && email !== null && mailedAt === null

/** How long a link may work, in hours, as it is offered. */
export const lifetimes = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '72', label: '3 days' },
  { value: '168', label: '7 days' },
  { value: '336', label: '14 days' },
  { value: '720', label: '30 days' },
] as const
export const lifetimeValues = lifetimes.map(({ value }) => value)
