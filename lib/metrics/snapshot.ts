import { AggregatorRegistry, type Metric, type Registry } from 'prom-client'

/** One number as Prometheus has it. */
export interface Sample {
  labels: Readonly<Record<string, string | number>>
  value: number
  /** Where it is not the metric's own name: `_bucket`, `_sum` and `_count` of a histogram. */
  metricName?: string
}

/** A metric at an instant, as plain data that can be sent to another process. */
export interface Snapshot {
  name: string
  help: string
  type: string
  aggregator?: string
  values: Sample[]
}

/** Puts a metric into a registry that is read when the registry is. */
export function addMetric(to: Registry, about: Omit<Snapshot, 'values'>, read: () => Sample[]): void {
  const metric = { ...about, get: async () => ({ ...about, values: read() }) }
  // Of a metric a registry asks no more than this.
  to.registerMetric(metric as unknown as Metric)
}

/** The metrics of several processes as those of one: each as its aggregator says. */
export function together(snapshots: readonly Snapshot[][]): Registry {
  return AggregatorRegistry.aggregate([...snapshots])
}

/** Metrics whose sums only grow, also over processes that have ended. */
const grows: ReadonlySet<string> = new Set(['counter', 'histogram'])

/** What several processes have counted, added up, without what was so for an instant alone. */
export function counted(snapshots: readonly Snapshot[][]): Snapshot[] {
  const lasting = snapshots.map((metrics) => metrics.filter(({ type }) => grows.has(type)))
  const sums = together(lasting).getMetricsAsArray() as unknown as Snapshot[]
  return sums.map(({ name, help, type, aggregator = 'sum', values }) => ({
    name,
    help,
    type,
    aggregator,
    values,
  }))
}
