import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useState } from 'react'
import { v4 } from 'uuid'
import type { Operation } from '#lib/contracts/operation.ts'
import { type CallInput, type CallReply, call } from './call.ts'
import type { ApiProblem } from './problem.ts'
import { retriesChange, submission } from './retry.ts'
import { type Identified, showChanged } from './show-changed.ts'

/** Where the answer of an operation lies in the cache; without an input, all its answers. */
export function operationKey<O extends Operation>(operation: O, input?: CallInput<O>): readonly unknown[] {
  return input === undefined ? [operation.id] : [operation.id, input]
}

export interface ReadOptions {
  /** false: not yet, because something it needs is missing. */
  enabled?: boolean
  /** Keep showing the last answer while the next input's is on its way. */
  keepPrevious?: boolean
  /** Milliseconds after which it is asked again, while the page is looked at. */
  refreshEvery?: number
}

/** Reads an operation. The cache key is its id and input; a change that `invalidates` it makes it read again. */
export function useOperation<O extends Operation>(
  operation: O,
  input: CallInput<O>,
  options: ReadOptions = {},
) {
  return useQuery<CallReply<O>, ApiProblem>({
    queryKey: operationKey(operation, input),
    queryFn: ({ signal }) => call(operation, input, { signal }),
    enabled: options.enabled ?? true,
    refetchInterval: options.refreshEvery ?? false,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  })
}

/** Reads an operation for several inputs at once, each cached by itself; the answers in the order of the inputs. */
export function useOperations<O extends Operation>(
  operation: O,
  inputs: readonly CallInput<O>[],
  options: Pick<ReadOptions, 'refreshEvery'> = {},
): (CallReply<O> | undefined)[] {
  return useQueries({
    queries: inputs.map((input) => ({
      queryKey: operationKey(operation, input),
      queryFn: ({ signal }: { signal: AbortSignal }) => call(operation, input, { signal }),
      refetchInterval: options.refreshEvery ?? (false as const),
    })),
  }).map((query) => query.data)
}

type Page = { items: unknown[]; nextCursor: string | null }

/** Reads a list page by page, along its cursors: `data.pages`, `fetchNextPage`, `hasNextPage`. */
export function useInfinite<O extends Operation>(
  operation: CallReply<O> extends Page ? O : never,
  input: Omit<CallInput<O>, 'cursor'>,
  options: ReadOptions = {},
) {
  return useInfiniteQuery<
    CallReply<O>,
    ApiProblem,
    InfiniteData<CallReply<O>>,
    readonly unknown[],
    string | undefined
  >({
    queryKey: [operation.id, 'pages', input],
    queryFn: ({ signal, pageParam }) =>
      call<O>(operation, { ...input, cursor: pageParam } as unknown as CallInput<O>, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => (last as Page).nextCursor ?? undefined,
    enabled: options.enabled ?? true,
    refetchInterval: options.refreshEvery ?? false,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  })
}

/**
 * Reads again what is shown under a key, or under all of them, and drops the reads under way: also the first ones, whose answers
 * an invalidation alone would take for the new state.
 */
export function readAgain(cache: QueryClient, queryKey: readonly unknown[] = []): void {
  void cache.cancelQueries({ queryKey })
  void cache.invalidateQueries({ queryKey })
}

/** Whether another change by the operation is under way, besides the one that settles. */
export function othersRun(cache: QueryClient, operation: Operation): boolean {
  return cache.isMutating({ mutationKey: [operation.id] }) > 1
}

/** After a change: `reads` are read again where they are shown, and all else before it is shown next. */
export function afterChange(cache: QueryClient, reads: readonly Operation[]): void {
  void cache.invalidateQueries({ refetchType: 'none' })
  for (const read of reads) readAgain(cache, operationKey(read))
}

/** One submission: the input, and the version it changes. */
export interface Change<O extends Operation> {
  input: CallInput<O>
  ifVersion?: number | undefined
}

export interface MutateOptions<O extends Operation, Kept> {
  /** The operations whose answers this one makes stale, as far as they may be on the screen meanwhile. */
  invalidates: readonly Operation[]
  /** Those among them that give the changed thing as the answer has it: it is shown so until they are read again. */
  shows?: readonly Operation[]
  /** Adds to the input, as it is sent, what must be kept nowhere beside it: a secret. */
  complete?: (input: CallInput<O>) => CallInput<O>
  /** What to keep of the answer. What is shown once is taken here and must not be given on. */
  receive?: (reply: CallReply<O>) => Kept
  /** Shows the change before it is confirmed; gives the way back. Only where a failure surprises nobody. */
  optimistic?: (cache: QueryClient, change: Change<O>) => () => void
  /** Called even where the component that asked is gone by then. */
  onSuccess?: (kept: Kept) => void
  onError?: (error: ApiProblem, change: Change<O>) => void
}

/**
 * Makes a change. Each submission that makes something carries an idempotency key, the same over every retry, and
 * over the person's own second try while nobody knows whether the first arrived.
 */
export function useMutate<O extends Operation, Kept = CallReply<O>>(
  operation: O,
  { invalidates, shows = [], complete, receive, optimistic, onSuccess, onError }: MutateOptions<O, Kept>,
) {
  const cache = useQueryClient()
  const [sent] = useState(() => submission(() => v4()))
  return useMutation<Kept, ApiProblem, Change<O>, (() => void) | undefined>({
    mutationKey: [operation.id],
    mutationFn: async ({ input, ifVersion }) => {
      const idempotencyKey = operation.creates ? sent.keyFor(input) : undefined
      const whole = complete ? complete(input) : input
      const reply = await call(operation, whole, { ifVersion, idempotencyKey })
      return receive ? receive(reply) : (reply as Kept)
    },
    retry: retriesChange(operation),
    ...(operation.once.length > 0 ? { gcTime: 0 } : {}),
    onMutate: (change) => {
      if (!optimistic) return undefined
      // What was asked before the change would be shown after it.
      for (const stale of invalidates) void cache.cancelQueries({ queryKey: operationKey(stale) })
      return optimistic(cache, change)
    },
    onError: (error, change, undo) => {
      sent.settled(error)
      undo?.()
      onError?.(error, change)
    },
    onSuccess: (kept) => {
      sent.settled(null)
      for (const read of shows) showChanged(cache, operationKey(read), kept as Identified)
      onSuccess?.(kept)
    },
    onSettled: () => {
      // What another change shows already is not in what would be read now: the last of them reads.
      if (optimistic && othersRun(cache, operation)) return
      afterChange(cache, invalidates)
    },
  })
}
