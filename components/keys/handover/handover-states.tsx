'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { Skeleton } from '#components/ui/skeleton.tsx'

interface ToldProps {
  title: string
  action?: ReactNode
  children: ReactNode
}

/** Something to read, and perhaps to do. It takes the focus: it is the answer to what one did. */
export function Told({ title, action, children }: ToldProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <div className="grid justify-items-start gap-6">
      <div>
        <h1 ref={heading} tabIndex={-1} className="text-2xl outline-none">
          {title}
        </h1>
        <p className="mt-1.5 text-pretty wrap-anywhere text-muted">{children}</p>
      </div>
      {action}
    </div>
  )
}

/** As tall as what comes, so that nothing jumps. */
export function LoadingHandover() {
  return (
    <div role="status" aria-busy="true" className="grid gap-6">
      <h1 className="sr-only">A key for you</h1>
      <span className="sr-only">Loading</span>
      <div>
        <Skeleton className="h-8 w-44" />
        <Skeleton className="mt-2.5 h-4 w-full" />
        <Skeleton className="mt-2 h-4 w-40" />
      </div>
      <div className="grid gap-3">
        {['for', 'secret', 'made', 'ends'].map((fact) => (
          <Skeleton key={fact} className="h-4 w-64" />
        ))}
      </div>
      <Skeleton className="h-10" />
    </div>
  )
}
