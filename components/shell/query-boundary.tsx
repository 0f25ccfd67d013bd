'use client'

import type { ReactNode } from 'react'
import { useMe } from '#lib/client/me.ts'
import { ErrorState } from './error-state.tsx'

/** What is needed of a TanStack query, so that any result of `useOperation` or `useInfinite` fits. */
export interface QueryLike<Data> {
  data: Data | undefined
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

export interface QueryBoundaryProps<Data> {
  query: QueryLike<Data>
  /** Shown until there is an answer: a skeleton of what will come. */
  loading: ReactNode
  /** Instead of the usual error state: a 404 of one's own, say. Null falls back to the usual. */
  renderError?: (error: unknown) => ReactNode | null
  children: (data: Data) => ReactNode
}

/**
 * Shows a query: loading, failed, or there. What was read stays on screen while it is read again, and also when
 * that fails. It is not there before it is known what the person may do with it: else a click would mean one thing in
 * the first moment and another in the next.
 */
export function QueryBoundary<Data>({ query, loading, renderError, children }: QueryBoundaryProps<Data>) {
  const me = useMe()
  if (query.data !== undefined && !me.isPending) return children(query.data)
  if (query.error) {
    const own = renderError?.(query.error)
    if (own) return own
    return <ErrorState error={query.error} onRetry={() => query.refetch()} retrying={query.isFetching} />
  }
  return loading
}

export interface ListBoundaryProps<Data> extends QueryBoundaryProps<Data> {
  isEmpty: (data: Data) => boolean
  /** Whether a search or a filter is on: decides between `noMatch` and `empty`. */
  isFiltered: boolean
  /** There is nothing yet. */
  empty: ReactNode
  /** There is something, and none of it matches. */
  noMatch: ReactNode
}

/** Shows a list: as QueryBoundary, with the two ways in which a list may be empty. None of the four can be left out. */
export function ListBoundary<Data>(props: ListBoundaryProps<Data>) {
  const { isEmpty, isFiltered, empty, noMatch, children, ...rest } = props
  return (
    <QueryBoundary {...rest}>
      {(data) => (isEmpty(data) ? (isFiltered ? noMatch : empty) : children(data))}
    </QueryBoundary>
  )
}
