import { type Channel, post } from '#lib/channel.ts'
import { isOurs } from './messages.ts'
import { snapshot } from './registry.ts'

const waiting = new Map<number, (body: string) => void>()
const open = new WeakSet<Channel>()
let last = 0

/**
 * Answers the primary when it asks for this worker's metrics. Call it as a worker starts, so that it is counted whichever
 * worker Prometheus comes to.
 */
export function reportMetrics(primary: Channel): void {
  if (open.has(primary)) return
  open.add(primary)
  primary.on('message', (message) => {
    if (!isOurs(message)) return
    if (message.latchworkMetrics === 'text') waiting.get(message.id)?.(message.body)
    if (message.latchworkMetrics !== 'report') return
    const { round } = message
    // A worker that cannot tell is as one that does not answer.
    snapshot().then(
      (metrics) => post(primary, { latchworkMetrics: 'snapshot', round, metrics }),
      () => {},
    )
  })
}

/**
 * Asks the primary for the metrics of all workers together.
 * @param patience milliseconds
 * @throws Error where it does not answer
 */
export async function gather(primary: Channel, patience: number): Promise<string> {
  reportMetrics(primary)
  last += 1
  const id = last
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<string>((resolve, reject) => {
      waiting.set(id, resolve)
      timer = setTimeout(
        () => reject(new Error(`The primary process gave no metrics in ${patience} ms`)),
        patience,
      )
      if (!post(primary, { latchworkMetrics: 'gather', id })) reject(new Error('The primary process is gone'))
    })
  } finally {
    clearTimeout(timer)
    waiting.delete(id)
  }
}
