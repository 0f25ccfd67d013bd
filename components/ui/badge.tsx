import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import type { Tone } from './status-dot.tsx'

const looks: Record<Tone, string> = {
  neutral: 'bg-wash text-muted',
  ok: 'bg-ok-tint text-ok',
  warning: 'bg-warning-tint text-warning',
  danger: 'bg-danger-tint text-danger',
  brass: 'bg-brass-tint text-brass',
}

/** A short state beside a title (`Rotating, 3 h left`) or a method beside a path. */
export function Badge({
  tone = 'neutral',
  mono,
  className,
  children,
}: {
  tone?: Tone
  mono?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    <span
      className={cn(
        'inline-flex h-5 shrink-0 items-center whitespace-nowrap rounded-full px-2 text-xs',
        mono && 'font-mono',
        looks[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}
