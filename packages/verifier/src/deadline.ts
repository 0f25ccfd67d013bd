import { LatchworkError } from './errors.ts'

export interface Deadline {
  /** Aborts at the deadline, or when the caller does. */
  readonly signal: AbortSignal
  /** Milliseconds until the deadline; never below zero. */
  left(): number
  /** Settles as `work` does, and rejects at the deadline even where `work` does not listen to the signal. */
  race<T>(work: Promise<T>): Promise<T>
  /** Waits. Rejects at the deadline, or when the caller aborts. */
  pause(milliseconds: number): Promise<void>
  /** Lets go of the timer and of the caller's signal. Call it however the work ended. */
  end(): void
}

/**
 * A deadline for a call as a whole, with every retry and every body that it reads.
 *
 * Its signal's reason is a `LatchworkError` with the code `timeout`, or the reason that the caller aborted with.
 * @param timeout milliseconds
 */
export function startDeadline(timeout: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  const { signal } = controller
  const at = performance.now() + timeout
  const late = () => controller.abort(new LatchworkError('timeout', `No verdict within ${timeout} ms.`))
  const timer = setTimeout(late, timeout)
  const giveUp = () => controller.abort(caller?.reason)
  if (caller?.aborted) giveUp()
  // Not AbortSignal.any: a signal that lives as long as its process would gather one dependant a call.
  else caller?.addEventListener('abort', giveUp, { once: true })

  function race<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const stop = () => reject(signal.reason)
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
    })
  }

  return {
    signal,
    left: () => Math.max(0, at - performance.now()),
    race,
    async pause(milliseconds) {
      let resume: ReturnType<typeof setTimeout> | undefined
      try {
        await race(
          new Promise<void>((resolve) => {
            resume = setTimeout(resolve, milliseconds)
          }),
        )
      } finally {
        clearTimeout(resume)
      }
    },
    end() {
      clearTimeout(timer)
      caller?.removeEventListener('abort', giveUp)
    },
  }
}
