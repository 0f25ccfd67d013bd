import cluster from 'node:cluster'
import { join } from 'node:path'
import { makeGatherer } from '#lib/metrics/cluster.ts'

/* A primary with two real workers that have counted 1 and 2 verifications; prints what a worker that is asked gets. */

cluster.setupPrimary({
  exec: join(import.meta.dirname, 'worker.ts'),
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
})
const workers = [1, 2].map((counted) => cluster.fork({ COUNTED: String(counted) }))
const gatherer = makeGatherer({ workers: () => workers.filter((worker) => worker.isConnected()) })
let ready = 0
for (const worker of workers)
  worker.on('message', (message: unknown) => {
    if (gatherer.heard(worker, message)) return
    if (message === 'ready') ready += 1
    if (ready === workers.length) workers[0]?.send('ask')
    if (typeof message === 'object' && message !== null && 'body' in message) {
      process.stdout.write(String(message.body))
      for (const one of workers) one.kill()
      process.exitCode = 0
    }
  })
