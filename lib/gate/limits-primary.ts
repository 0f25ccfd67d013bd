import { type Channel, post } from '#lib/channel.ts'
import type { RateLimit } from '#lib/contracts/api-key.ts'
import type { Consumption } from './limiter.ts'
import type { Limits, Link, Scope } from './limits-shared.ts'

/**
 * Workers of one machine count at their primary, over the channel that node:cluster gives them. All that a worker asks in
 * one turn of its event loop goes in one message.
 */

type Asked = [scope: Scope, keyId: string, limits: readonly RateLimit[], cost: number]

interface Question {
  latchworkLimits: 'ask'
  turn: number
  calls: Asked[]
}

interface Answer {
  latchworkLimits: 'answer'
  turn: number
  answers: Consumption[]
}

/** Answers what a worker asks of these limits. @returns whether the message was such a question */
export function answerWorker(limits: Limits, worker: Pick<Channel, 'send'>, message: unknown): boolean {
  if (!isOurs(message)) return false
  const { turn, calls } = message as Question
  void Promise.all(calls.map(([scope, ...call]) => limits[scope].consume(...call))).then((answers) =>
    post(worker, { latchworkLimits: 'answer', turn, answers } satisfies Answer),
  )
  return true
}

interface Waiting {
  resolve(answer: Consumption): void
  reject(cause: Error): void
}

/** Asks the primary, from a worker. */
export function primaryPeer(primary: Channel, patience: number): () => Promise<Link> {
  let turn = 0
  /** The turn of a question without calls, as long as it has no answer: a primary that hangs gets no second one. */
  let sounded: number | undefined
  let answered = () => {}
  const turns = new Map<number, Waiting[]>()
  let calls: Asked[] = []
  let waiting: Waiting[] = []

  primary.on('message', (message) => {
    if (!isOurs(message)) return
    const { turn: of, answers } = message as Answer
    if (of === sounded) {
      sounded = undefined
      answered()
    }
    const asked = turns.get(of)
    turns.delete(of)
    asked?.forEach((one, i) => {
      const answer = answers[i]
      if (answer) one.resolve(answer)
      else one.reject(new Error('The primary left a question without an answer'))
    })
  })

  function flush(): void {
    turn += 1
    turns.set(turn, waiting)
    const asked = { latchworkLimits: 'ask', turn, calls } satisfies Question
    const abandoned = waiting
    calls = []
    waiting = []
    if (!post(primary, asked)) for (const one of abandoned) one.reject(new Error('The primary is gone'))
  }

  function close(): void {
    turns.clear()
    calls = []
    waiting = []
  }

  function consume(...call: Asked): Promise<Consumption> {
    return new Promise((resolve, reject) => {
      // After what this turn of the loop has still to read.
      if (calls.length === 0) setImmediate(() => calls.length > 0 && flush())
      calls.push(call)
      waiting.push({ resolve, reject })
    })
  }

  return () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The primary did not answer in ${patience} ms`)),
        patience,
      )
      answered = () => {
        clearTimeout(timer)
        resolve({ consume, close })
      }
      if (sounded !== undefined) return
      turn += 1
      sounded = turn
      post(primary, { latchworkLimits: 'ask', turn, calls: [] } satisfies Question)
    })
}

function isOurs(message: unknown): message is object {
  return typeof message === 'object' && message !== null && 'latchworkLimits' in message
}
