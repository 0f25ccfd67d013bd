'use client'

import { Check, ChevronRight, CircleAlert } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { cn } from './cn.ts'

/** How a section of a form stands: nothing to say, in order, or something is wrong in it. */
export type Validity = 'neutral' | 'valid' | 'invalid'

const spoken: Record<Validity, string> = { neutral: '', valid: ', complete', invalid: ', needs attention' }

export interface DisclosureProps {
  title: string
  /** Shown at the right while closed: what is set inside (`90 days`, `Charges: write +2`). */
  summary?: ReactNode
  /** Left out: no place is kept for a mark. */
  validity?: Validity
  /** Open at first. A section that turns invalid opens by itself. */
  defaultOpen?: boolean
  children: ReactNode
  className?: string
}

/** A section of a long form that folds, with a mark that says whether it is in order. */
export function Disclosure(props: DisclosureProps) {
  const { title, summary, validity, defaultOpen = false, children, className } = props
  const [open, setOpen] = useState(defaultOpen)
  const [seen, setSeen] = useState(validity)
  if (seen !== validity) {
    setSeen(validity)
    if (validity === 'invalid') setOpen(true)
  }
  const id = useId()
  return (
    <div className={cn('border-t', className)}>
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={`${id}-body`}
          onClick={() => setOpen(!open)}
          className="flex h-11 w-full items-center gap-2.5 px-4 text-left font-medium transition-colors hover:bg-wash focus-visible:-outline-offset-2 sm:px-7"
        >
          <ChevronRight
            aria-hidden="true"
            className={cn(
              '-ml-1 size-4 shrink-0 text-faint transition-transform duration-100',
              open && 'rotate-90',
            )}
          />
          {title}
          <span className="sr-only">{spoken[validity ?? 'neutral']}</span>
          <span className="ml-auto min-w-0 truncate pl-4 font-normal text-faint">{!open && summary}</span>
          {validity && (
            <span className="grid size-4 shrink-0 place-items-center">
              {validity === 'valid' && <Check aria-hidden="true" className="size-4 text-ok" />}
              {validity === 'invalid' && <CircleAlert aria-hidden="true" className="size-4 text-danger" />}
            </span>
          )}
        </button>
      </h3>
      {/* Kept mounted, so that what was typed and its errors stay. */}
      <div id={`${id}-body`} hidden={!open} className="px-4 pt-1 pb-6 sm:px-7">
        {children}
      </div>
    </div>
  )
}
