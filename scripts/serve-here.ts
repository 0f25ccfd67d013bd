import { env } from '#lib/env.ts'
import { openLimits } from '#lib/gate/limits.ts'
import { meter } from '#lib/gate/meter.ts'
import { onShutdown, runShutdownHooks } from '#lib/shutdown.ts'
import type { OrderlyStop } from '#scripts/orderly-stop.ts'

/**
 * Serves from this process, settled already, until it is told to stop: then requests in flight finish, and what is still in
 * memory is written down.
 *
 * @throws the system's error when it cannot listen; see `listen`.
 */
export async function serveHere(options: { host: string; port: number; dev: boolean; stop: OrderlyStop }) {
  const { host, port, dev, stop } = options
  const [{ serve }] = await Promise.all([import('../server.ts'), openLimits()])
  const server = await serve({ host, port, dev, role: env().LATCHWORK_ROLE })
  // Use that is still in memory, once the last request has added to it.
  onShutdown('meter', () => meter().drain(5_000))
  stop.add('hooks', () => runShutdownHooks(6_000))
  stop.add('requests', () => server.close(10_000))
}
