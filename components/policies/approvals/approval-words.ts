import type { Approval, ApprovalState } from '#lib/contracts/approvals.ts'

/** Which requests are shown: those to be decided, or those that are over. */
export const approvalViews = ['open', 'over'] as const
export type ApprovalView = (typeof approvalViews)[number]

export const statesOf: Readonly<Record<ApprovalView, ApprovalState[]>> = {
  open: ['pending'],
  over: ['approved', 'declined', 'withdrawn', 'lapsed'],
}

export const stateNames: Readonly<Record<ApprovalState, string>> = {
  pending: 'Open',
  approved: 'Approved',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  lapsed: 'Lapsed',
}

/** How a request stands between a key and what is asked for it. */
export const wishNames: Readonly<Record<ApprovalState, string>> = {
  pending: 'is to get',
  approved: 'got',
  declined: 'was not given',
  withdrawn: 'was to get',
  lapsed: 'was to get',
}

/** What a key is to get, as it was asked: `billing:write, the role writer, level 3`. */
export function wantedText({ permissions, role, level }: Approval['wanted']): string {
  const parts = [
    ...permissions,
    ...(role ? [`the role ${role.name}`] : []),
    ...(level === null ? [] : [`level ${level}`]),
  ]
  return parts.join(', ')
}

/** What came of a request, in a sentence; null while nobody has decided. */
export function outcomeText({ state, decidedBy, answer }: Approval): string | null {
  if (state === 'lapsed') return 'The key was revoked before anybody decided.'
  if (state === 'pending' || state === 'withdrawn') return null
  const who = decidedBy?.name ?? 'Somebody'
  return `${who} ${state} it${answer ? `: “${answer}”` : '.'}`
}
