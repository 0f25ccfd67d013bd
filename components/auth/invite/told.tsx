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
        <div className="mt-1.5 text-pretty wrap-anywhere text-muted">{children}</div>
      </div>
      {action}
    </div>
  )
}

/** As tall as what comes, so that nothing jumps. */
export function LoadingInvitation() {
  return (
    <div role="status" aria-busy="true" className="grid gap-6">
      <h1 className="sr-only">An invitation</h1>
      <span className="sr-only">Loading</span>
      <div>
        <Skeleton className="h-7 w-52" />
        <Skeleton className="mt-2.5 h-4 w-full" />
        <Skeleton className="mt-2 h-4 w-40" />
      </div>
      {['name', 'email', 'password'].map((field) => (
        <div key={field} className="grid gap-2">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-8" />
        </div>
      ))}
      <Skeleton className="h-10" />
    </div>
  )
}
