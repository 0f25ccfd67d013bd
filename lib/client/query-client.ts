import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import type { SignInError } from '#lib/contracts/sign-in.ts'
import { ApiProblem } from './problem.ts'
import { retriesRead, retryDelay } from './retry.ts'

/**
 * The cache of what the portal has read.
 * @param onUnauthenticated called when there is no session, whatever was asked; with whether there was one before, of which
 * something was read
 */
export function makeQueryClient(onUnauthenticated: (ended: boolean) => void): QueryClient {
  const onError = (error: unknown) => {
    if (!(error instanceof ApiProblem) || error.code !== 'unauthenticated') return
    const known = client.getQueryCache().getAll()
    onUnauthenticated(known.some(({ state }) => state.data !== undefined))
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 10_000, gcTime: 300_000, retry: retriesRead, retryDelay },
      // Our own problem `network` says that the browser is offline; a paused change would wait without a word.
      mutations: { networkMode: 'always', retryDelay },
    },
  })
  return client
}

/**
 * The sign-in page with the way back: a path of this origin, never another's.
 * @param ended whether a session has ended while the page stood open, which is said there
 */
export function signInAddress(from: { pathname: string; search: string }, ended: boolean): string {
  const error: SignInError = 'SessionEnded'
  const callbackUrl = `${from.pathname}${from.search}`
  return `/sign-in?${new URLSearchParams({ callbackUrl, ...(ended && { error }) })}`
}
