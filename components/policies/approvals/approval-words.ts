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
  pending: 'asks for',
  approved: 'got',
  declined: 'was not given',
  withdrawn: 'asked for',
  lapsed: 'asked for',
}

/** What came of a request, in a sentence; null while nobody has decided. */
export function outcomeText({ state, decidedBy, answer }: Approval): string | null {
  if (state === 'lapsed') return 'The key was revoked before anybody decided.'
  if (state === 'pending' || state === 'withdrawn') return null
  const who = decidedBy?.name ?? 'Somebody'
  return `${who} ${state} it${answer ? `: “${answer}”` : '.'}`
}
