import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

export interface EmptyStateProps {
  /** `No keys yet`. */
  title: string
  /** What belongs here and what it is good for, in a sentence. */
  description: ReactNode
  /** A drawing: fine lines, as `<EmptyKeyring />`. */
  art?: ReactNode
  /** The one thing to do first. */
  action?: ReactNode
  className?: string
}

/** Where something will be, once it is made. */
export function EmptyState({ title, description, art, action, className }: EmptyStateProps) {
  return (
    <div
      className={cn('grid grid-cols-[minmax(0,1fr)] justify-items-center px-4 py-16 text-center', className)}
    >
      {art && <div className="mb-6">{art}</div>}
      <h2 className="text-base">{title}</h2>
      <p className="mt-1 max-w-[44ch] text-pretty text-muted">{description}</p>
      {action && <div className="mt-5 flex w-full flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

/** A ring with no key on it yet, drawn as the bittings are. */
export function EmptyKeyring() {
  return (
    <svg
      aria-hidden="true"
      width="120"
      height="88"
      viewBox="0 0 120 88"
      fill="none"
      strokeLinejoin="round"
      strokeLinecap="round"
    >
      <path d="M60 0v88M8 40h104" className="stroke-line" strokeDasharray="1 3" />
      <circle cx="60" cy="40" r="30" className="stroke-edge" strokeWidth="1.5" />
      <circle cx="60" cy="40" r="25.5" className="stroke-edge" strokeWidth="1.5" />
      <path
        d="M55.6 66.2a7 7 0 1 1 8.8 0v3.2h-2v2.4h2v3h-2v2.4h2v5.2l-2.6 3.2h-2.4l-3.8-3.6Z"
        className="fill-panel stroke-brass"
        strokeWidth="1.5"
        strokeDasharray="2.5 2.5"
      />
    </svg>
  )
}
