/** A process at the other end, as `process` is to a worker of node:cluster and a worker to its primary. */
export interface Channel {
  send?(message: object, handle: undefined, options: undefined, sent: () => void): unknown
  on(event: 'message', listener: (message: unknown) => void): unknown
}

/** Sends to a process that may have gone. @returns whether there was somebody to send to */
export function post(to: Pick<Channel, 'send'>, message: object): boolean {
  try {
    if (!to.send) return false
    // What fails later is told to the callback; without one it would be an 'error' event, which ends the process.
    to.send(message, undefined, undefined, () => {})
    return true
  } catch {
    return false
  }
}
