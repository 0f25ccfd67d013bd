import type { Tone } from '#components/ui/status-dot.tsx'
import type { Delivery, DeliveryState, EndpointState, Webhook } from '#lib/contracts/webhooks.ts'

interface Shown {
  tone: Tone
  label: string
}

/** The states of an endpoint as people read them. */
export const endpointStateNames: Readonly<Record<EndpointState, Shown>> = {
  working: { tone: 'ok', label: 'Working' },
  failing: { tone: 'danger', label: 'Failing' },
  idle: { tone: 'neutral', label: 'Nothing delivered yet' },
  disabled: { tone: 'neutral', label: 'Disabled' },
}

/** Why the server disabled an endpoint. */
export const disabledWords: Readonly<Record<NonNullable<Webhook['disabledReason']>, string>> = {
  failing: 'Every delivery failed for 5 days, so Latchwork stopped sending. Enable it once it works again.',
  gone: 'It answered 410 Gone, which asks for no more deliveries. Enable it if that was a mistake.',
}

/** The states of a delivery as people read them: one that was tried in vain is not merely on its way. */
export function deliveryStateOf({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>): Shown {
  if (state === 'delivered') return { tone: 'ok', label: 'Delivered' }
  if (state === 'failed') return { tone: 'danger', label: 'Given up' }
  if (state === 'superseded') return { tone: 'neutral', label: 'Sent again' }
  return attempts === 0 ? { tone: 'brass', label: 'On its way' } : { tone: 'warning', label: 'To be retried' }
}

export const deliveryFilterNames: Readonly<Record<DeliveryState, string>> = {
  pending: 'on its way',
  delivered: 'delivered',
  failed: 'given up',
  superseded: 'sent again',
}

/** What an attempt was answered, in short: `204`, or why no answer came. */
export function answerText({ status, error }: { status: number | null; error: string | null }): string {
  if (error === null) return String(status ?? '')
  return status === null ? error : `${status}: ${error}`
}

/** Milliseconds as people read them: `312 ms`, `4.2 s`. */
export function tookText(duration: number): string {
  return duration < 1000 ? `${duration} ms` : `${(duration / 1000).toFixed(1)} s`
}

/** What an endpoint is told of, in a few words. */
export function typesText(types: readonly string[]): string {
  if (types.length === 0) return 'Everything'
  const [first = '', second] = types
  if (types.length === 1) return first
  return types.length === 2 ? `${first}, ${second}` : `${first} and ${types.length - 1} more`
}

/** An address in two parts: where one looks, and the rest. */
export function addressParts(href: string): { host: string; rest: string } {
  const url = new URL(href)
  const scheme = url.protocol === 'https:' ? '' : `${url.protocol}//`
  const path = `${url.pathname}${url.search}`
  return { host: `${scheme}${url.host}`, rest: path === '/' ? '' : path }
}

/** A payload to read: indented. What is copied is what was sent. */
export function readablePayload(payload: string): string {
  return JSON.stringify(JSON.parse(payload), null, 2)
}
