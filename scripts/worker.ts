import { closeDatabase } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'
import { reportMetrics } from '#lib/metrics/cluster-worker.ts'
import { command } from '#scripts/orderly-stop.ts'
import { serveHere } from '#scripts/serve-here.ts'
import { readyMessage } from '#scripts/workers.ts'

/**
 * One of the processes that serve where LATCHWORK_WORKERS is more than one. Its primary (scripts/workers.ts) has settled the
 * environment, the database and the build; should that die, Node ends this process with it.
 */

await command(
  (line) => void process.stderr.write(`Worker ${process.pid}: ${line}\n`),
  async (stop) => {
    stop.add('connections', async () => {
      if (globalThis.latchworkDatabase) await closeDatabase(globalThis.latchworkDatabase)
    })
    reportMetrics(process)
    const { HOST: host, PORT: port } = env()
    await serveHere({ host, port, dev: false, stop })
    process.send?.(readyMessage)
  },
)
