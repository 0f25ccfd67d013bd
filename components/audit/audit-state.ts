import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs'
import { actorTypes, type ListAuditEventsQuery, listAuditEventsQuery } from '#lib/contracts/audit.ts'

export const whenChoices = ['1h', '24h', '7d', '30d', '90d'] as const
export type When = (typeof whenChoices)[number]

export const whenNames: Record<When, string> = {
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
  '90d': 'last 90 days',
}

/** What the address of the log may say. Anything else in it is ignored. */
export const auditParsers = {
  actor: parseAsString,
  actorType: parseAsStringLiteral(actorTypes),
  action: parseAsArrayOf(parseAsString).withDefault([]),
  targetType: parseAsString,
  target: parseAsString,
  project: parseAsString,
  when: parseAsStringLiteral(whenChoices),
  from: parseAsString,
  to: parseAsString,
  address: parseAsString,
  /** The event that is open beside the log. */
  event: parseAsString,
}

export interface AuditState {
  actor: string | null
  actorType: (typeof actorTypes)[number] | null
  action: string[]
  targetType: string | null
  target: string | null
  project: string | null
  when: When | null
  /** Instants, instead of `when`. */
  from: string | null
  to: string | null
  address: string | null
}

/** The log as it is without a filter. */
export const noFilter: AuditState = {
  actor: null,
  actorType: null,
  action: [],
  targetType: null,
  target: null,
  project: null,
  when: null,
  from: null,
  to: null,
  address: null,
}

const hours: Record<When, number> = { '1h': 1, '24h': 24, '7d': 168, '30d': 720, '90d': 2160 }

/** True where the log is narrowed, so that nothing found is no proof that there is nothing. */
export function isFiltered(state: AuditState): boolean {
  const { action, ...rest } = state
  return (
    action.length > 0 ||
    Object.keys(noFilter).some((name) => name !== 'action' && rest[name as 'actor'] !== null)
  )
}

type Filter = Omit<ListAuditEventsQuery, 'cursor' | 'limit' | 'after'>

const { shape } = listAuditEventsQuery
const textFields = ['actor', 'targetType', 'target', 'project', 'from', 'to', 'address'] as const

/** The state without what somebody wrote into the address that no query takes: that is no reason for an error page. */
export function soundState(state: AuditState): AuditState {
  const sound = { ...state, action: state.action.filter((one) => shape.action.safeParse(one).success) }
  for (const name of textFields)
    if (sound[name] !== null && !shape[name].safeParse(sound[name]).success) sound[name] = null
  return sound
}

/**
 * The log's query for a sound state.
 * @param now milliseconds
 */
export function auditQuery({ when, action, ...state }: AuditState, now: number): Filter {
  const asked = {
    ...state,
    action: action.length > 0 ? action.join(',') : null,
    from: when ? new Date(now - hours[when] * 3_600_000).toISOString() : state.from,
    to: when ? null : state.to,
  }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null))
}
