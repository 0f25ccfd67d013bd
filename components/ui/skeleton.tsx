import { cn } from './cn.ts'

/** A place held for what is loading: give it the size of what will come (`h-5 w-40`), so that nothing moves. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('block animate-breathe rounded-sm bg-wash dark:bg-line', className)}
    />
  )
}
