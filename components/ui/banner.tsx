import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type BannerTone = 'neutral' | 'ok' | 'warning' | 'danger'

const looks = {
  neutral: { box: 'border-line bg-paper', mark: 'text-faint', Icon: Info },
  ok: { box: 'border-ok/25 bg-ok-tint', mark: 'text-ok', Icon: CircleCheck },
  warning: { box: 'border-warning/25 bg-warning-tint', mark: 'text-warning', Icon: TriangleAlert },
  danger: { box: 'border-danger/25 bg-danger-tint', mark: 'text-danger', Icon: CircleAlert },
} as const

export interface BannerProps {
  tone?: BannerTone
  title?: string
  children?: ReactNode
  /** A button or a link. */
  action?: ReactNode
  /** Spoken at once by screen readers: for what appears in answer to something one did. */
  live?: boolean
  className?: string
}

/** One message that belongs to the page or the form it stands in. */
export function Banner({ tone = 'neutral', title, children, action, live, className }: BannerProps) {
  const { box, mark, Icon } = looks[tone]
  return (
    <div
      role={live ? 'alert' : undefined}
      className={cn(
        'flex items-start gap-2.5 rounded-md border max-sm:flex-wrap px-3 py-2.5 text-sm',
        box,
        className,
      )}
    >
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4 shrink-0', mark)} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cn(title && 'text-muted')}>{children}</div>}
      </div>
      {action && <div className="shrink-0 max-sm:w-full max-sm:pl-6.5">{action}</div>}
    </div>
  )
}
