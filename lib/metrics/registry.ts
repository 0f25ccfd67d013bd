import { collectDefaultMetrics, Registry } from 'prom-client'
import { series } from './series.ts'
import { addMetric, type Snapshot } from './snapshot.ts'

let made: Registry | undefined

/**
 * All metrics of this process: ours, read as they are asked for, and those of every Node process. The latter begin with the
 * first call, since they cost a little for as long as they are watched.
 */
export function registry(): Registry {
  if (made) return made
  made = new Registry()
  collectDefaultMetrics({ register: made, eventLoopMonitoringPrecision: 50 })
  for (const { read, ...about } of series) addMetric(made, about, read)
  return made
}

/** This process's metrics as data. */
export async function snapshot(): Promise<Snapshot[]> {
  const metrics = (await registry().getMetricsAsJSON()) as unknown as Snapshot[]
  // What is no number yet, such as a mean of nothing, is none in JSON either.
  return metrics.map(({ name, help, type, aggregator = 'sum', values }) => ({
    name,
    help,
    type,
    aggregator,
    values: values.filter(({ value }) => Number.isFinite(value)),
  }))
}
