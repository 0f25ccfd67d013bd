'use client'

import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import type { TailState } from './use-live-tail.ts'

const words: Record<TailState, string> = { off: 'Live', following: 'Live', failing: 'Live, reconnecting' }

/** Follows the log, or stops. */
export function LiveButton({
  live,
  state,
  onToggle,
}: {
  live: boolean
  state: TailState
  onToggle: () => void
}) {
  return (
    <Button
      aria-pressed={live}
      onClick={onToggle}
      className="aria-pressed:border-ok/40"
      icon={
        <span
          aria-hidden="true"
          className={cn(
            'size-1.75 rounded-full',
            {
              off: 'bg-faint',
              following: 'animate-pulse bg-ok motion-reduce:animate-none',
              failing: 'bg-warning',
            }[state],
          )}
        />
      }
    >
      {words[state]}
    </Button>
  )
}
