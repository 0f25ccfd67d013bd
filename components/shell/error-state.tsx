'use client'

import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { mayHelpToRetry, problemOf } from '#components/ui/problem.ts'

export interface ErrorStateProps {
  /** Whatever was thrown; a problem of the API is shown as it reads. */
  error: unknown
  /** Tries again; null where that cannot help. */
  onRetry: (() => void) | null
  /** A try is under way. */
  retrying?: boolean
  className?: string
}

/** What was to be here could not be had: why, and what one can do. */
export function ErrorState({ error, onRetry, retrying, className }: ErrorStateProps) {
  const problem = problemOf(error)
  const { title, message, type, requestId } = problem
  return (
    <div className={cn('grid justify-items-center px-4 py-16 text-center', className)} role="alert">
      <BrokenKey />
      <h2 className="mt-5 text-base">{title}</h2>
      {message !== title && <p className="mt-1 max-w-[52ch] text-pretty text-muted">{message}</p>}
      <div className="mt-5 flex flex-wrap justify-center gap-2">
        {onRetry && mayHelpToRetry(problem) && (
          <Button onClick={onRetry} loading={retrying}>
            Try again
          </Button>
        )}
        {type && (
          <Button asChild variant="ghost">
            <a href={type}>How to fix it</a>
          </Button>
        )}
      </div>
      {requestId && (
        <p className="mt-4 flex items-center gap-1 text-faint text-xs">
          Request <span className="font-mono">{requestId}</span>
          <CopyButton value={requestId} label="Copy request id" />
        </p>
      )}
    </div>
  )
}

function BrokenKey() {
  return (
    <svg aria-hidden="true" width="96" height="32" viewBox="0 0 96 32" fill="none" strokeLinejoin="round">
      <path
        d="M24.3 17a11 11 0 1 1-.5-9H46l-3 4 4 2-3 3h-5l-1.4 5h-3l-1.4-5Z"
        className="stroke-faint"
        strokeWidth="1.6"
      />
      <circle cx="10" cy="13" r="2.8" className="stroke-faint" strokeWidth="1.6" />
      <path
        d="M58 10h30l4.5 4-4 5h-4l-1.4 7h-3l-1.4-7h-7l-1.4 4h-3l-1.4-4H56l3-3-4-2Z"
        className="stroke-danger"
        strokeWidth="1.6"
      />
    </svg>
  )
}
