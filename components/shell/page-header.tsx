import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

export interface PageHeaderProps {
  title: string
  /** After the title and a slash: a project switcher, a parent. */
  context?: ReactNode
  /** At the right, before the actions: a `SearchField`. */
  search?: ReactNode
  /** The page's actions, the primary one last. */
  actions?: ReactNode
  className?: string
}

/** The bar at the top of a page, 56 px; on a phone, search goes to a line of its own. */
export function PageHeader({ title, context, search, actions, className }: PageHeaderProps) {
  return (
    <header
      className={cn(
        'flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-2 sm:px-7',
        className,
      )}
    >
      <h1 className="text-base">{title}</h1>
      {context && (
        <>
          <span aria-hidden="true" className="text-edge">
            /
          </span>
          <div className="min-w-0">{context}</div>
        </>
      )}
      <div className="ml-auto flex items-center gap-2 max-sm:contents">
        {search && <div className="w-full max-sm:order-last sm:w-72 lg:w-84">{search}</div>}
        {actions && <div className="flex items-center gap-2 max-sm:ml-auto">{actions}</div>}
      </div>
    </header>
  )
}

/** A part of a page under its own heading, between hairlines. */
export function PageSection({
  title,
  aside,
  children,
  className,
}: {
  title: string
  /** At the right of the heading, faint: a sum, a link. */
  aside?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section className={cn('px-4 py-6 sm:px-7', className)}>
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-sm">{title}</h2>
        {aside && <div className="text-faint">{aside}</div>}
      </div>
      {children}
    </section>
  )
}
