'use client'

import { type ReactNode, useEffect, useRef } from 'react'

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
