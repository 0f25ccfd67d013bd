/** What an error state shows. The typed client's `ApiProblem` has this shape, so a query's `error` can be passed as it is. */
export interface ShownProblem {
  title: string
  /** A sentence for the person at the screen. */
  message: string
  /** The address of a page that says how to fix it. */
  type?: string | null
  /** Names the request in the server's log. */
  requestId?: string | null
  /** HTTP status of the answer; 0 or left out where there was none. */
  status?: number
  /** Refused fields: dotted paths into what was sent. */
  fields?: readonly { path: string; message: string }[]
}

const unknown: ShownProblem = {
  title: 'Something went wrong on this page',
  message: 'Try again. If it stays so, reload the page.',
}

/**
 * The problem in whatever was thrown. An error that is not a problem becomes a sentence one can act on: its own
 * message is not shown, as nobody wrote it to be read.
 */
export function problemOf(error: unknown): ShownProblem {
  const shaped =
    typeof error === 'object' &&
    error !== null &&
    'title' in error &&
    typeof error.title === 'string' &&
    'message' in error &&
    typeof error.message === 'string'
  return shaped ? (error as ShownProblem) : unknown
}

/** False for what will be refused the next time just as well: what somebody may not do. */
export const mayHelpToRetry = ({ status }: ShownProblem): boolean => status !== 403
