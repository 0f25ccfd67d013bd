import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs'
import { keyStatuses } from '#lib/contracts/api-key.ts'
import { anyUuid } from '#lib/contracts/fields.ts'
import { keySorts } from '#lib/contracts/keys.ts'

export const unusedChoices = ['never', 'idle', '7d', '30d', '90d'] as const
export type Unused = (typeof unusedChoices)[number]

export const endsChoices = ['never', '7d', '30d', '90d'] as const
export type Ends = (typeof endsChoices)[number]

/** What the address of the list may say. Anything else in it is ignored. */
export const listParsers = {
  q: parseAsString.withDefault(''),
  status: parseAsArrayOf(parseAsStringLiteral(keyStatuses)).withDefault([]),
  owner: parseAsString,
  permission: parseAsString,
  unused: parseAsStringLiteral(unusedChoices),
  ends: parseAsStringLiteral(endsChoices),
  excess: parseAsBoolean,
  sort: parseAsStringLiteral(keySorts).withDefault('-createdAt'),
}

export interface ListState {
  q: string
  status: (typeof keyStatuses)[number][]
  owner: string | null
  permission: string | null
  unused: Unused | null
  ends: Ends | null
  /** Whether they hold more than they use. */
  excess: boolean | null
  sort: (typeof keySorts)[number]
}

/** The list as it is without a filter. */
export const noFilter = {
  q: '',
  status: [],
  owner: null,
  permission: null,
  unused: null,
  ends: null,
  excess: null,
} satisfies Partial<ListState>

export const unusedNames: Record<Unused, string> = {
  never: 'never used',
  idle: '90 days, but before',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
}

export const endsNames: Record<Ends, string> = {
  never: 'never',
  '7d': 'in 7 days',
  '30d': 'in 30 days',
  '90d': 'in 90 days',
}

export const sortNames: Record<(typeof keySorts)[number], string> = {
  '-createdAt': 'newest',
  createdAt: 'oldest',
  name: 'name',
  '-name': 'name, Z to A',
  '-lastUsedAt': 'last used',
  lastUsedAt: 'longest unused',
  expiresAt: 'expiry',
  '-expiresAt': 'latest expiry',
}

const hour = 3_600_000
const days: Record<Exclude<Unused | Ends, 'never'>, number> = { idle: 90, '7d': 7, '30d': 30, '90d': 90 }

/** True where the list is narrowed, so that nothing found is no proof that there is nothing. */
export function isFiltered(state: ListState): boolean {
  const { q, status, ...rest } = state
  return (
    q.trim() !== '' ||
    status.length > 0 ||
    [rest.owner, rest.permission, rest.unused, rest.ends, rest.excess].some((one) => one !== null)
  )
}

/**
 * The list's query for its address. Instants are rounded to the hour, so that one question stays one question.
 * @param projectId the project chosen, or null for all
 * @param now milliseconds
 */
export function listQuery(state: ListState, projectId: string | null, now: number) {
  const q = state.q.trim().slice(0, 100)
  return {
    sort: state.sort,
    ...(q ? { q } : {}),
    ...(state.status.length > 0 ? { status: state.status } : {}),
    // An address that somebody cut short is no reason for an error page.
    ...(state.owner && anyUuid.test(state.owner) ? { owner: state.owner } : {}),
    ...(state.permission ? { permission: state.permission } : {}),
    ...(state.unused === 'never' ? { neverUsed: true } : {}),
    ...(state.unused === 'idle' ? { neverUsed: false } : {}),
    ...(state.unused && state.unused !== 'never'
      ? {
          unusedSince: new Date(Math.floor(now / hour) * hour - days[state.unused] * 24 * hour).toISOString(),
        }
      : {}),
    ...(state.ends === 'never' ? { neverExpires: true } : {}),
    ...(state.ends && state.ends !== 'never'
      ? {
          expiresBefore: new Date(Math.ceil(now / hour) * hour + days[state.ends] * 24 * hour).toISOString(),
        }
      : {}),
    ...(state.excess === null ? {} : { excess: state.excess }),
    ...(projectId ? { project: projectId } : {}),
  }
}
