import { counters } from '#lib/gate/counters.ts'
import { reportMetrics } from '#lib/metrics/cluster-worker.ts'
import { metricsText } from '#lib/metrics/text.ts'

/* A worker for testing/primary.ts. */

for (let one = 0; one < Number(process.env.COUNTED); one += 1) counters().verified('VALID', 0.001)
reportMetrics(process)
process.on('message', async (message) => {
  if (message === 'ask') process.send?.({ body: (await metricsText()).body })
})
process.send?.('ready')
