import { counters, type Histogram } from '#lib/gate/counters.ts'
import { limiterState } from '#lib/gate/limits.ts'
import { meter } from '#lib/gate/meter.ts'
import { gateNode } from '#lib/gate/node.ts'
import type { Sample } from './snapshot.ts'

/** A series with what it means; docs/metrics.md says the same at more length. */
export interface Series {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  /** What several processes make of it together; of what is in order only where it is with every process, the worst. */
  aggregator: 'sum' | 'min' | 'max'
  /** Reads it now. Nothing, where this process has nothing to say of it. */
  read(): Sample[]
}

const counter = (name: string, help: string, read: () => number | Sample[]): Series => ({
  name,
  help,
  type: 'counter',
  aggregator: 'sum',
  read: () => samples(read()),
})

const gauge = (
  name: string,
  help: string,
  aggregator: Series['aggregator'],
  read: () => number | undefined | Sample[],
): Series => ({ name, help, type: 'gauge', aggregator, read: () => samples(read()) })

function samples(read: number | undefined | Sample[]): Sample[] {
  if (read === undefined) return []
  return typeof read === 'number' ? [{ labels: {}, value: read }] : read
}

function durations(name: string, help: string, of: () => Histogram): Series {
  return {
    name,
    help,
    type: 'histogram',
    aggregator: 'sum',
    read() {
      const { bounds, read } = of()
      const { counts, sum } = read()
      let below = 0
      const buckets = counts.map((count, at) => {
        below += count
        return { metricName: `${name}_bucket`, labels: { le: bounds[at] ?? '+Inf' }, value: below }
      })
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels: {}, value: sum },
        { metricName: `${name}_count`, labels: {}, value: below },
      ]
    },
  }
}

const node = () => gateNode()?.state()

/** All that is ours to tell; what Node tells of every process comes beside it. */
export const series: readonly Series[] = [
  counter('latchwork_verifications_total', 'Verifications by outcome.', () =>
    Object.entries(counters().outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
  ),
  durations(
    'latchwork_verify_duration_seconds',
    'Time from a verification that was read to its verdict.',
    () => counters().durations,
  ),
  counter('latchwork_gate_cache_hits_total', 'Look-ups answered from memory.', () => node()?.hits ?? []),
  counter(
    'latchwork_gate_cache_misses_total',
    'Look-ups that asked the database.',
    () => node()?.misses ?? [],
  ),
  counter(
    'latchwork_gate_stale_answers_total',
    'Answers from what was known before the database went away, of organizations that allow it.',
    () => node()?.stale ?? [],
  ),
  gauge('latchwork_gate_cache_entries', 'Keys in memory.', 'sum', () => node()?.entries),
  gauge(
    'latchwork_gate_lease_state',
    '1: the gate may answer from memory. 0: it asks the database.',
    'min',
    () => {
      const state = node()
      return state && (state.leaseLeft > 0 ? 1 : 0)
    },
  ),
  gauge('latchwork_gate_lease_seconds_left', 'Seconds until the lease ends unless renewed.', 'min', () => {
    const state = node()
    return state && state.leaseLeft / 1_000
  }),
  counter(
    'latchwork_gate_lease_lapses_total',
    'Leases that ran out, or were lost with their connection.',
    () => node()?.lapses ?? [],
  ),
  counter('latchwork_gate_changes_heard_total', 'Changes heard of.', () => node()?.heard ?? []),
  durations(
    'latchwork_revocation_effective_seconds',
    'Time from the commit of a change that narrows what a key may do until no node answers by what was before.',
    () => counters().changes.durations,
  ),
  counter(
    'latchwork_revocation_unconfirmed_total',
    'Changes that were answered before every node had confirmed them.',
    () => counters().changes.unconfirmed,
  ),
  counter(
    'latchwork_limiter_fallbacks_total',
    'Rate-limited calls that were counted in this process because the shared count was away.',
    () => limiterState().fallbacks,
  ),
  gauge('latchwork_limiter_away', '1: the shared count of rate limits is away.', 'max', () => {
    const { kind, away } = limiterState()
    return [{ labels: { kind }, value: away ? 1 : 0 }]
  }),
  gauge(
    'latchwork_meter_waiting_keys',
    'Keys with use that is not written down yet.',
    'sum',
    () => meter().state().waiting,
  ),
  counter(
    'latchwork_meter_lost_total',
    'Uses that could not be kept until they were written down.',
    () => meter().state().lost,
  ),
  counter(
    'latchwork_meter_flush_failures_total',
    'Failed attempts to write use down.',
    () => meter().state().failed,
  ),
  counter('latchwork_http_requests_total', 'Answers over HTTP by the class of their status.', () =>
    counters().answers.map((value, first) => ({ labels: { class: first ? `${first}xx` : 'other' }, value })),
  ),
]
