import { durationText } from '#components/ui/relative-time-text.ts'
import { type RateLimit, rateLimit } from '#lib/contracts/api-key.ts'

/** A field of an event: what it was and what it became, or what it was made with. */
export interface DetailRow {
  field: string
  /** undefined: the event tells no before. Empty: of a list, nothing went. */
  before?: string
  /** Empty: of a list, nothing came. */
  after: string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isChange = (value: unknown): value is { from: unknown; to: unknown } =>
  isRecord(value) && 'from' in value && 'to' in value && Object.keys(value).length === 2

const isRateLimit = (value: unknown): value is RateLimit => rateLimit.safeParse(value).success

/** `expiresAt` -> `Expires at`. */
export function fieldName(field: string): string {
  const words = field
    .replaceAll('_', ' ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A value as it was recorded, in a form that can be read: lists in lines, and of what has a name the name. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (value === '') return 'empty'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join('\n')
  if (isRateLimit(value))
    return `${value.name}: ${value.limit.toLocaleString('en')} / ${durationText(value.window * 1000)}`
  if (isRecord(value)) {
    const entries = Object.entries(value)
    if (entries.length === 0) return 'none'
    return entries.map(([name, one]) => `${name}: ${valueText(one).replaceAll('\n', ', ')}`).join('\n')
  }
  return String(value)
}

/** What it was and what it became; of two lists, which of their entries went and which came. */
function changeTexts({ from, to }: { from: unknown; to: unknown }): { before: string; after: string } {
  const whole = { before: valueText(from), after: valueText(to) }
  if (!Array.isArray(from) || !Array.isArray(to) || from.length === 0 || to.length === 0) return whole
  const [before, after] = [from.map(valueText), to.map(valueText)]
  const went = before.filter((one) => !after.includes(one))
  const came = after.filter((one) => !before.includes(one))
  // The same entries in another order, or another number of times.
  if (went.length === 0 && came.length === 0) return whole
  return { before: went.join('\n'), after: came.join('\n') }
}

/** The detail of an event, field by field, changes first. */
export function detailRows(detail: Readonly<Record<string, unknown>>): DetailRow[] {
  const rows = Object.entries(detail).map(([field, value]): DetailRow => {
    const name = fieldName(field)
    return isChange(value) ? { field: name, ...changeTexts(value) } : { field: name, after: valueText(value) }
  })
  const isChanged = (row: DetailRow) => (row.before === undefined ? 1 : 0)
  return rows.toSorted((a, b) => isChanged(a) - isChanged(b))
}
