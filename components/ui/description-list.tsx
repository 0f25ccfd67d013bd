import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export interface Description {
  term: string
  detail: ReactNode
  /** Geist Mono, for what a machine reads. */
  mono?: boolean
}

/** Facts as term and detail, in two columns; long details wrap. */
export function DescriptionList({ items, className }: { items: readonly Description[]; className?: string }) {
  return (
    <dl className={cn('grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)] gap-x-4 gap-y-2', className)}>
      {items.map((item) => (
        <div key={item.term} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-faint">{item.term}</dt>
          <dd className={cn('wrap-anywhere', item.mono && 'font-mono text-xs leading-5')}>{item.detail}</dd>
        </div>
      ))}
    </dl>
  )
}
