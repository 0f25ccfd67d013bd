import type { Effective } from '#lib/contracts/effective.ts'

export interface EffectiveWords {
  /** Whether every node has confirmed it. */
  confirmed: boolean
  text: string
}

/**
 * Since when a change that concerns keys is in effect, and what is missing; null for an answer that does not say.
 * @param is what is true everywhere from then on
 */
export function effectiveWords(
  effective: Effective | undefined,
  is: 'Refused' | 'In effect' = 'Refused',
): EffectiveWords | null {
  if (!effective) return null
  const { nodes, ms, unconfirmed, staleSeconds } = effective
  const confirmed = unconfirmed.length === 0
  const text = confirmed
    ? nodes === 0
      ? `${is} everywhere, at once.`
      : `${is} everywhere since ${shortTime(ms)} after the change.`
    : unconfirmedText(
        unconfirmed.map(({ name }) => name),
        is === 'Refused' ? 'refuses' : 'knows',
      )
  return { confirmed, text: [text, ...(staleSeconds > 0 ? [staleText(staleSeconds)] : [])].join(' ') }
}

/** What the organization's choice means for a key that is refused from now on. */
export function staleText(staleSeconds: number): string {
  const seconds = staleSeconds === 1 ? '1 second' : `${staleSeconds} seconds`
  return `A node that cannot reach the database may go on accepting what it knew for up to ${seconds}, as your organization has chosen.`
}

function unconfirmedText(names: readonly string[], others: 'refuses' | 'knows'): string {
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more nodes`] : names
  const list = shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
  const [verb, end] =
    names.length === 1 ? ['has', 'it does, or its lease ends'] : ['have', 'they do, or their leases end']
  return `The change is saved, but ${list} ${verb} not confirmed it and may go on by what was known until ${end}. Every other node ${others} already.`
}

function shortTime(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`
}
