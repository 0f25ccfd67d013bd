import { cn } from './cn.ts'

/** What a colour may mean here: nothing else is coloured. */
export type Tone = 'neutral' | 'ok' | 'warning' | 'danger' | 'brass'

const fill: Record<Tone, string> = {
  neutral: 'bg-faint',
  ok: 'bg-ok',
  warning: 'bg-warning',
  danger: 'bg-danger',
  brass: 'bg-brass',
}

/** A dot and the word for it; the word carries the meaning, the dot only finds the eye. */
export function StatusDot({
  tone,
  children,
  className,
}: {
  tone: Tone
  children: string
  className?: string
}) {
  return (
    <span className={cn('inline-flex items-center gap-2 whitespace-nowrap', className)}>
      <span className={cn('size-1.75 shrink-0 rounded-full', fill[tone])} />
      {children}
    </span>
  )
}
