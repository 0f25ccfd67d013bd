import { parseAsArrayOf, parseAsBoolean, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { noticeNames } from '#lib/contracts/notices.ts'

const shows = ['all', 'unread'] as const
export type Show = (typeof shows)[number]

/** What of the page is in the address: what its list is narrowed to, and whether the preferences are open. */
export function useInboxState() {
  return useQueryStates({
    show: parseAsStringLiteral(shows).withDefault('all'),
    type: parseAsArrayOf(parseAsStringLiteral(noticeNames)).withDefault([]),
    preferences: parseAsBoolean.withDefault(false),
  })
}
