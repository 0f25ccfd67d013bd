'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { cn } from '#components/ui/cn.ts'

interface InSightProps {
  /** Another value: more has come into it, to be scrolled into sight too. */
  grown?: unknown
  children: ReactNode
  className?: string
}

/** What appears in answer to something one did, maybe out of sight: it is scrolled to, and has the focus. */
export function InSight({ grown, children, className }: InSightProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus({ preventScroll: true }), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has grown reaches further.
  useEffect(() => {
    // Of what it gives in some browsers React would make a cleanup.
    void place.current?.scrollIntoView({ block: 'nearest' })
  }, [grown])
  return (
    <div ref={place} tabIndex={-1} className={cn('outline-none', className)}>
      {children}
    </div>
  )
}
