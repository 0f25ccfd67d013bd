'use client'

import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { InlineError } from '#components/ui/inline-error.tsx'
import { problemOf } from '#components/ui/problem.ts'
import type { Preview } from '#lib/contracts/previews.ts'
import { HeldKeys } from './held-keys.tsx'
import { LoadingLines } from './loading-state.tsx'
import { keysText, previewLines, previewWords } from './preview-words.ts'

export type PreviewQuery = Pick<
  UseInfiniteQueryResult<InfiniteData<Preview>>,
  'data' | 'error' | 'isFetching' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage' | 'refetch'
>

interface ChangePreviewProps {
  query: PreviewQuery
  /** What is shown is of an earlier choice; the answer for this one is on its way. */
  stale: boolean
}

/** Which keys a change concerns, and what each gains and loses by it. */
export function ChangePreview({ query, stale }: ChangePreviewProps) {
  const [first] = query.data?.pages ?? []
  if (query.error)
    return (
      <div className="flex items-center justify-between gap-4">
        <InlineError>{problemOf(query.error).message}</InlineError>
        <Button size="sm" loading={query.isFetching} onClick={() => void query.refetch()}>
          Try again
        </Button>
      </div>
    )
  if (!first) return <LoadingLines label="Looking which keys would change" lines={2} />
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const lines = previewLines(first)
  return (
    <div aria-busy={stale} className={cn('grid gap-3 transition-opacity', stale && 'opacity-50')}>
      <p role="status" className={cn('font-medium', first.gaining > 0 && 'text-warning')}>
        {previewWords(first)}
      </p>
      {first.permissions.length > 1 && (
        <ul className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
          {lines.map(({ name, gained, keys }) => (
            <li key={`${name} ${gained}`} className="flex items-baseline gap-2 text-xs">
              <Sign gained={gained} />
              <span className="wrap-anywhere min-w-0 flex-1 font-mono">{name}</span>
              <span className="shrink-0 text-faint">{keysText(keys)}</span>
            </li>
          ))}
        </ul>
      )}
      {items.length > 0 && (
        <HeldKeys
          label="Keys that change"
          items={items}
          keyOf={({ key }) => key}
          aside={({ gains, loses }) => <Gist gains={gains} loses={loses} />}
        />
      )}
      {query.hasNextPage && (
        <Button
          variant="ghost"
          size="sm"
          className="-ml-2.5 justify-self-start"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more keys
        </Button>
      )}
    </div>
  )
}

function Sign({ gained }: { gained: boolean }) {
  return (
    <span className={cn('shrink-0 font-mono', gained ? 'text-warning' : 'text-muted')}>
      <span aria-hidden="true">{gained ? '+' : '−'}</span>
      <span className="sr-only">{gained ? 'gained' : 'lost'}</span>
    </span>
  )
}

/** What one key gains and loses, as far as a line has room. */
function Gist({ gains, loses }: { gains: readonly string[]; loses: readonly string[] }) {
  const all = [
    ...gains.map((name) => ({ name, gained: true })),
    ...loses.map((name) => ({ name, gained: false })),
  ]
  return (
    <>
      {all.slice(0, 2).map(({ name, gained }) => (
        <span key={name} className="block truncate">
          <Sign gained={gained} /> <span className="font-mono">{name}</span>
        </span>
      ))}
      {all.length > 2 && <span className="text-faint">and {all.length - 2} more</span>}
    </>
  )
}
