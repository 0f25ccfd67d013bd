'use client'

import { useCallback } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { useClockText } from '#components/ui/relative-time.tsx'
import { durationText } from '#components/ui/relative-time-text.ts'
import { StatusDot } from '#components/ui/status-dot.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { ShownStatus } from './key-status.ts'

/** `Rotating, 3 h 12 min left`: the label with what is left of it, ticking. */
function useStatusText({ label, until }: ShownStatus, short: boolean): string {
  const at = until === undefined ? Number.NaN : Date.parse(until)
  return useClockText(
    useCallback(
      (now: number) => {
        if (!(at > now)) return label
        const left = durationText(at - now)
        return `${label}, ${short ? left.replace(/ \d+ (min|h)$/, '') : left} left`
      },
      [at, label, short],
    ),
    label,
  )
}

/** The one status of a key in a row; what to do about it on hover and focus. */
export function KeyStatusText({ status }: { status: ShownStatus }) {
  const text = useStatusText(status, true)
  return (
    <Tooltip content={status.advice}>
      <button type="button" className="relative z-10 cursor-default rounded-sm text-left">
        <StatusDot tone={status.tone}>{text}</StatusDot>
        <span className="sr-only">. {status.advice}</span>
      </button>
    </Tooltip>
  )
}

/** The status beside the name of a key on its own page. */
export function KeyStatusBadge({ status }: { status: ShownStatus }) {
  const text = useStatusText(status, false)
  return (
    <Tooltip content={status.advice}>
      <button type="button" className="cursor-default rounded-full">
        <Badge tone={status.tone}>{text}</Badge>
        <span className="sr-only">. {status.advice}</span>
      </button>
    </Tooltip>
  )
}
