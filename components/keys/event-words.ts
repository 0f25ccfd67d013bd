import { durationText, exactText } from '#components/ui/relative-time-text.ts'
import { rateLimitText } from './rate-limit-text.ts'

const fieldNames: Readonly<Record<string, string>> = {
  name: 'Name',
  description: 'Description',
  permissions: 'Permissions',
  role: 'Role',
  level: 'Level',
  enabled: 'State',
  expiresAt: 'Expiry',
  ipAllowlist: 'Addresses',
  rateLimits: 'Limits',
  metadata: 'Metadata',
  owner: 'Owner',
  mask: 'Secret',
  generation: 'Secret',
  graceSeconds: 'Grace',
  graceStarts: 'Grace starts',
  oldSecretEnds: 'Old secret ends',
  reason: 'Reason',
  jti: 'Token',
  scope: 'Scope',
  audience: 'Audience',
  for: 'For',
  linkEnds: 'Link ends',
}

const actions: Readonly<Record<string, string>> = {
  'key.create': 'created the key',
  'key.update': 'changed the key',
  'key.enable': 'enabled the key',
  'key.disable': 'disabled the key',
  'key.rotate': 'rotated the secret',
  'key.grace_extend': 'let the old secret work for longer',
  'key.grace_end': 'ended the old secret',
  'key.revoke': 'revoked the key',
  'key.transfer': 'transferred the key',
  'key.reveal': 'fetched the secret',
  'key.handover': 'made a one-time link to the secret',
  'key.handover_open': 'opened the one-time link and was shown the secret',
  'key.handover_withdraw': 'withdrew a one-time link',
  'key.token': 'got an access token of the key',
  'token.revoke': 'revoked an access token of the key',
  'preset.install': 'installed a preset',
}

/** What somebody did, as it reads after their name. An action that this version does not know is shown by its name. */
export function eventWords(action: string): string {
  return actions[action] ?? action
}

export interface EventDetail {
  field: string
  /** null where the event tells what was set, not what it was before. */
  before: string | null
  after: string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isChange = (value: unknown): value is { from: unknown; to: unknown } =>
  isRecord(value) && 'from' in value && 'to' in value

/** A value of the audit log, as people read it. */
function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return field === 'expiresAt' ? 'never' : 'none'
  if (field === 'enabled') return value ? 'enabled' : 'disabled'
  if (field === 'generation') return `number ${value}`
  if (field === 'graceSeconds') return value === 0 ? 'none' : durationText(Number(value) * 1000)
  if (field === 'graceStarts')
    return value === 'first_use' ? 'with the first use of the new secret' : 'at once'
  if (typeof value === 'string') return /At$|Ends$/.test(field) ? instantText(value) : value
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => itemText(one)).join(', ')
  if (isRecord(value)) {
    if (typeof value.name === 'string') return value.name
    const entries = Object.entries(value)
    return entries.length === 0 ? 'none' : entries.map(([name, one]) => `${name}=${String(one)}`).join(', ')
  }
  return String(value)
}

const instantText = (text: string) => (Number.isNaN(Date.parse(text)) ? text : exactText(Date.parse(text)))

function itemText(item: unknown): string {
  if (isRecord(item) && typeof item.limit === 'number' && typeof item.window === 'number')
    return `${String(item.name)} ${rateLimitText({ limit: item.limit, window: item.window })}`
  return typeof item === 'string' ? item : JSON.stringify(item)
}

/** What an event tells, field by field: before and after where it changed something. Empty values of a new key are left out. */
export function eventDetails(detail: Readonly<Record<string, unknown>>): EventDetail[] {
  return Object.entries(detail).flatMap(([field, value]): EventDetail[] => {
    const name = fieldNames[field]
    if (!name) return []
    if (isChange(value))
      return [{ field: name, before: valueText(field, value.from), after: valueText(field, value.to) }]
    const after = valueText(field, value)
    return after === 'none' ? [] : [{ field: name, before: null, after }]
  })
}
