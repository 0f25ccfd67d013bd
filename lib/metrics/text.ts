import cluster from 'node:cluster'
import { gather } from './cluster-worker.ts'
import { registry } from './registry.ts'

/** Milliseconds for the primary process to hear of all workers. */
const patience = 5_000

/**
 * The metrics in Prometheus' text format: of this process, or, where it is one of several workers, of all of them together.
 * @throws Error where the primary process does not answer
 */
export async function metricsText(): Promise<{ contentType: string; body: string }> {
  const body = cluster.isWorker ? await gather(process, patience) : await registry().metrics()
  return { contentType: registry().contentType, body }
}
