import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './problem.ts'
import { retriesRead, retryDelay } from './retry.ts'

/**
 * The cache of what the portal has read.
 * @param onUnauthenticated called when the session has ended, whatever was asked
 */
export function makeQueryClient(onUnauthenticated: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof ApiProblem && error.code === 'unauthenticated') onUnauthenticated()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 10_000, gcTime: 300_000, retry: retriesRead, retryDelay },
      // Our own problem `network` says that the browser is offline; a paused change would wait without a word.
      mutations: { networkMode: 'always', retryDelay },
    },
  })
}

/** The sign-in page with the way back: a path of this origin, never another's. */
export function signInAddress(from: { pathname: string; search: string }): string {
  return `/sign-in?${new URLSearchParams({ callbackUrl: `${from.pathname}${from.search}` })}`
}
