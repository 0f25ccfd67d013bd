import { lastInstant } from '#lib/contracts/fields.ts'
import { maxUsageHours } from '#lib/contracts/usage.ts'
import type { Db } from '../context.ts'
import { CoreError } from '../errors.ts'

const hour = 3_600_000
/** Hours looked at where the question does not say. */
const usualHours = 36

/** Whole hours, `from` up to but not including `to`. */
export interface Range {
  from: Date
  to: Date
}

/**
 * The hours that a question is about: `from` rounded down, `to` rounded up; up to now by the database's clock, from 36
 * hours before, where left out.
 * @throws CoreError `invalid` for a range that is empty, reversed or longer than 92 days
 */
export async function rangeOf(
  db: Db,
  asked: { from?: string | undefined; to?: string | undefined },
): Promise<Range> {
  const until = asked.to === undefined ? await nowOf(db) : Date.parse(asked.to)
  // Within the years that an instant may have, of which rounding could lead out.
  const to = Math.min(Math.ceil(until / hour) * hour, Math.floor(lastInstant / hour) * hour)
  const from =
    asked.from === undefined
      ? Math.max(0, to - usualHours * hour)
      : Math.floor(Date.parse(asked.from) / hour) * hour
  if (from >= to) throw refusal('from', 'This must be before `to`')
  if (to - from > maxUsageHours * hour) throw refusal('from', `At most ${maxUsageHours / 24} days at a time`)
  return { from: new Date(from), to: new Date(to) }
}

async function nowOf(db: Db): Promise<number> {
  const [row] = await db.$queryRaw<[{ now: Date }]>`SELECT now() AS now`
  return row.now.getTime()
}

function refusal(path: string, message: string): CoreError {
  return new CoreError('invalid', 'The range of time cannot be answered.', { fields: [{ path, message }] })
}
