'use client'

import { useCallback, useSyncExternalStore } from 'react'
import { cn } from './cn.ts'
import { comingText, dateText, durationText, exactText, relativeText } from './relative-time-text.ts'
import { Tooltip } from './tooltip.tsx'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for all times on the page, running only while one is shown. */
function everySecond(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A text that follows the clock; components render again only when the text changes. `atFirst` is what the server renders. */
export function useClockText(text: (now: number) => string, atFirst: string): string {
  const snapshot = useCallback(() => text(Date.now()), [text])
  return useSyncExternalStore(everySecond, snapshot, () => atFirst)
}

export interface RelativeTimeProps {
  /** ISO 8601, or null for what never happened or never will. */
  instant: string | null
  /** Instead of the instant where it is null. */
  never?: string
  /** It is still to come for certain, so that it never reads `just now`. */
  coming?: boolean
  className?: string
}

/** `12 s ago`, `in 61 days`: ticks. It stands above the link that covers a row, so that it can be hovered: the exact instant on hover, and for screen readers always. */
export function RelativeTime({ instant, never = 'never', coming = false, className }: RelativeTimeProps) {
  const at = instant === null ? Number.NaN : Date.parse(instant)
  const known = Number.isFinite(at)
  const text = useClockText(
    useCallback(
      (now: number) => (known ? (coming ? comingText : relativeText)(at, now) : never),
      [at, known, coming, never],
    ),
    known ? dateText(at) : never,
  )
  if (!known) return <span className={cn('whitespace-nowrap', className)}>{never}</span>
  const exact = exactText(at)
  return (
    <Tooltip content={exact}>
      <time
        dateTime={new Date(at).toISOString()}
        className={cn('relative z-10 whitespace-nowrap', className)}
        suppressHydrationWarning
      >
        {text}
        <span className="sr-only"> ({exact})</span>
      </time>
    </Tooltip>
  )
}

export interface TimeLeftProps {
  /** ISO 8601: when it ends. */
  until: string
  /** Once it has ended. */
  over?: string
}

/** `3 h 12 min`: what is left, ticking; plain text for badges and sentences. */
export function TimeLeft({ until, over = 'ended' }: TimeLeftProps) {
  const at = Date.parse(until)
  const text = useClockText(
    useCallback((now: number) => (at > now ? durationText(at - now) : over), [at, over]),
    '',
  )
  return <time dateTime={until}>{text}</time>
}
