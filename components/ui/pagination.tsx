'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from './button.tsx'
import { cn } from './cn.ts'

export interface LoadMoreProps {
  shown: number
  /** Of how many, where the server counted them. */
  total?: number
  hasMore: boolean
  loading: boolean
  onMore: () => void
  /** The plural of what is listed: `keys`. */
  noun: string
  className?: string
}

/** The end of a list that grows: how much is shown, and a way to more. */
export function LoadMore({ shown, total, hasMore, loading, onMore, noun, className }: LoadMoreProps) {
  const amount = shown.toLocaleString('en')
  return (
    <div className={cn('flex min-h-13 items-center justify-between gap-4 px-4 sm:px-7', className)}>
      <p role="status" className="text-faint">
        {total === undefined ? `${amount} ${noun}` : `${amount} of ${total.toLocaleString('en')} ${noun}`}
      </p>
      {hasMore && (
        <Button size="sm" loading={loading} onClick={onMore}>
          Load more
        </Button>
      )}
    </div>
  )
}

export interface PagerProps {
  onPrevious?: () => void
  onNext?: () => void
  /** What stands between: `1–50 of 1,284`. */
  label: string
  className?: string
}

/** Previous and next; without a handler the button is disabled. */
export function Pager({ onPrevious, onNext, label, className }: PagerProps) {
  return (
    <nav aria-label="Pages" className={cn('flex items-center gap-2', className)}>
      <span className="mr-auto text-faint">{label}</span>
      <Button size="sm" disabled={!onPrevious} onClick={onPrevious} icon={<ChevronLeft className="size-4" />}>
        Previous
      </Button>
      <Button size="sm" disabled={!onNext} onClick={onNext}>
        Next
        <ChevronRight aria-hidden="true" className="size-4" />
      </Button>
    </nav>
  )
}
