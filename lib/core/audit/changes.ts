import { canonical } from './canonical.ts'

/**
 * What an edit changes, field by field, for its audit event. A field that was not asked for (undefined), or that already
 * is as asked, is left out.
 */
export function changes(
  before: object,
  asked: Record<string, unknown>,
): Record<string, { from: unknown; to: unknown }> {
  const found: Record<string, { from: unknown; to: unknown }> = {}
  for (const [field, to] of Object.entries(asked)) {
    if (to === undefined) continue
    const from: unknown = (before as Record<string, unknown>)[field]
    if (canonical(plain(from)) !== canonical(plain(to))) found[field] = { from, to }
  }
  return found
}

/** As JSON will have it: dates as text. */
function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value))
}
