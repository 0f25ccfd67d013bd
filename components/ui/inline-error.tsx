import { CircleAlert } from 'lucide-react'
import { cn } from './cn.ts'

/** One sentence on what is wrong with the field above. Link it with `aria-describedby`; form fields do. */
export function InlineError({
  id,
  children,
  className,
}: {
  id?: string
  children: string
  className?: string
}) {
  return (
    <p id={id} className={cn('flex items-start gap-1.5 text-danger text-xs', className)}>
      <CircleAlert aria-hidden="true" className="mt-0.5 size-3 shrink-0" />
      <span>{children}</span>
    </p>
  )
}
