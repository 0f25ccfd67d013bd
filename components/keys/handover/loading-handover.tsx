import { Skeleton } from '#components/ui/skeleton.tsx'

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
