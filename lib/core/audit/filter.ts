import type { z } from 'zod'
import type { auditFilter, listAuditEventsQuery } from '#lib/contracts/audit.ts'

/** What narrows the log, parsed. */
export type Filter = Pick<z.output<typeof listAuditEventsQuery>, keyof typeof auditFilter | 'after'>

/**
 * A filter as text, for who reads what it left: `action=key.create&from=…`; null where it leaves everything.
 * @param reach the projects that bound the actor, which narrow as well
 */
export function filterText(filter: Filter, reach: readonly string[] | null): string | null {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)))
    if (value !== undefined) query.set(name, Array.isArray(value) ? value.join(',') : String(value))
  if (reach) query.set('reach', reach.join(','))
  return query.size > 0 ? query.toString() : null
}
