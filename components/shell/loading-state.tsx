import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'

/** Says to screen readers that something is coming, and holds its place for everyone else. */
export function LoadingState({
  label,
  children,
  className,
}: {
  /** `Loading keys`. */
  label: string
  /** Skeletons of the size of what will come. */
  children: ReactNode
  className?: string
}) {
  return (
    <div role="status" aria-busy="true" className={className}>
      <span className="sr-only">{label}</span>
      {children}
    </div>
  )
}

const widths = ['w-36', 'w-44', 'w-28', 'w-40', 'w-32'] as const

/** Rows of 52 px as lists have them: a drawing, a name over a mask, and figures at the right. */
export function LoadingRows({
  label,
  rows = 8,
  className,
}: {
  label: string
  rows?: number
  className?: string
}) {
  return (
    <LoadingState label={label} className={className}>
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((key, row) => (
        <div key={key} className="flex h-13 items-center gap-6 border-b px-4 sm:px-7">
          <Skeleton className="h-4 w-13 shrink-0" />
          <div className="grid flex-1 gap-1.5">
            <Skeleton className={cn('h-3', widths[row % widths.length])} />
            <Skeleton className="h-2.5 w-32" />
          </div>
          <Skeleton className="hidden h-3 w-24 md:block" />
          <Skeleton className="hidden h-3 w-16 md:block" />
          <Skeleton className="h-3 w-16" />
        </div>
      ))}
    </LoadingState>
  )
}

/** Lines of text or facts. */
export function LoadingLines({
  label,
  lines = 4,
  className,
}: {
  label: string
  lines?: number
  className?: string
}) {
  return (
    <LoadingState label={label} className={cn('grid gap-3', className)}>
      {Array.from({ length: lines }, (_, line) => `line ${line}`).map((key, line) => (
        <Skeleton key={key} className={cn('h-3 max-w-full', widths[(line + 1) % widths.length])} />
      ))}
    </LoadingState>
  )
}
