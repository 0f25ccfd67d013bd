'use client'

import { Button } from '#components/ui/button.tsx'
import { exactText } from '#components/ui/relative-time-text.ts'

interface SearchedBackProps {
  shown: number
  /** How far back was looked; null: to the beginning. */
  searchedTo: string | null
  hasMore: boolean
  loading: boolean
  onMore: () => void
}

/** The end of what was read of the log: how much it is, how far back that goes, and a way on. */
export function SearchedBack({ shown, searchedTo, hasMore, loading, onMore }: SearchedBackProps) {
  const amount = `${shown.toLocaleString('en')} ${shown === 1 ? 'event' : 'events'}`
  const back =
    searchedTo === null ? 'to the beginning of the log' : `back to ${exactText(Date.parse(searchedTo))}`
  return (
    <div className="flex min-h-13 items-center justify-between gap-4 px-4 py-2 sm:px-7">
      <p role="status" className="text-faint">
        {amount}, {back}
      </p>
      {hasMore && (
        <Button size="sm" loading={loading} onClick={onMore}>
          Further back
        </Button>
      )}
    </div>
  )
}
