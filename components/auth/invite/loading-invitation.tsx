import { Skeleton } from '#components/ui/skeleton.tsx'

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
