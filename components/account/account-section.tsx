import { type ReactNode, useId } from 'react'
import { LoadingState } from '#components/shell/loading-state.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const frame = 'grid gap-x-12 gap-y-4 px-4 py-8 sm:px-7 lg:grid-cols-[240px_minmax(0,560px)]'

/** What it is about at the left, what one can do at the right; on a narrow screen, one above the other. */
export function AccountSection(props: { title: string; description: string; children: ReactNode }) {
  const { title, description, children } = props
  const id = useId()
  return (
    <section aria-labelledby={id} className={frame}>
      <div>
        <h2 id={id} className="text-base">
          {title}
        </h2>
        <p className="mt-1 max-w-[44ch] text-pretty text-muted">{description}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}

/** The page before it is known whose it is. */
export function AccountLoading() {
  return (
    <LoadingState label="Loading your account" className="divide-y">
      {['profile', 'password', 'second factor', 'sessions'].map((part) => (
        <div key={part} className={frame}>
          <div className="grid content-start gap-2.5">
            <Skeleton className="h-4 w-24" />
            <Skeleton className="h-3 w-44" />
          </div>
          <div className="grid gap-4">
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
            <Skeleton className="h-8 w-28" />
          </div>
        </div>
      ))}
    </LoadingState>
  )
}
