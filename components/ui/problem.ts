/** What an error state shows: RFC 9457 problem details as the API answers them, `requestId` for the server's log. */
export interface ShownProblem {
  title: string
  detail: string
  /** The address of a page that says how to fix it. */
  type?: string
  requestId?: string
  /** Fields that were refused: dotted paths into the body. */
  errors?: readonly { path: string; message: string }[]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isProblem(value: unknown): value is ShownProblem {
  return isRecord(value) && typeof value.title === 'string' && typeof value.detail === 'string'
}

/**
 * The problem inside whatever was thrown: the value itself or its `problem`, as the typed client throws it.
 * Anything else (the network is away, a fault of ours) becomes a sentence that a person can act on; the message of
 * an unknown error is not shown, as nobody wrote it to be read.
 */
export function problemOf(error: unknown): ShownProblem {
  if (isRecord(error) && isProblem(error.problem)) return error.problem
  if (isProblem(error)) return error
  if (error instanceof TypeError) {
    return { title: 'The server did not answer', detail: 'Check the connection, then try again.' }
  }
  return { title: 'Something went wrong on this page', detail: 'Try again; reload the page if it stays so.' }
}
