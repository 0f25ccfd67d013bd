import type { Streamed } from '#lib/contracts/streamed.ts'
import { log } from '#lib/log.ts'

/** Milliseconds for which a reader may take nothing: then it is gone, or holds a place for nothing. */
const patience = 120_000

interface Options {
  requestId: string
  /** Milliseconds. */
  patience?: number
}

/**
 * The body of an answer that is sent as it is made. The next piece is made when the reader has taken the last; one who goes away ends
 * the making, and so does one who takes nothing for `patience`. A failure breaks the body off, which HTTP shows to its reader as an
 * answer that is not complete: it never ends as if it were.
 */
export function streamBody(
  { chunks }: Pick<Streamed, 'chunks'>,
  options: Options,
): ReadableStream<Uint8Array> {
  const pieces = chunks[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  let idle: NodeJS.Timeout | undefined
  const end = async () => {
    clearTimeout(idle)
    await pieces.return?.()
  }
  const wait = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    idle = setTimeout(() => {
      controller.error(new Error('The reader took nothing for too long'))
      end().catch((err: unknown) =>
        log.warn({ err, requestId: options.requestId }, 'a download did not end well'),
      )
    }, options.patience ?? patience)
    idle.unref()
  }
  return new ReadableStream<Uint8Array>(
    {
      start: wait,
      async pull(controller) {
        clearTimeout(idle)
        try {
          const { done, value } = await pieces.next()
          if (done) return controller.close()
          controller.enqueue(encoder.encode(value))
          wait(controller)
        } catch (error) {
          log.error({ err: error, requestId: options.requestId }, 'a download was broken off')
          throw error
        }
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  )
}
