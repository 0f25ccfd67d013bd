import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { invitationStates } from '#lib/contracts/invitations.ts'
import { memberRoles } from '#lib/contracts/permissions.ts'

const tabs = ['members', 'invitations'] as const
export type Tab = (typeof tabs)[number]

/** What of the page is in the address: the tab, and what its list is narrowed to. */
export function usePageState() {
  return useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault('members'),
    q: parseAsString.withDefault(''),
    role: parseAsArrayOf(parseAsStringLiteral(memberRoles)).withDefault([]),
    state: parseAsArrayOf(parseAsStringLiteral(invitationStates)).withDefault([]),
  })
}
