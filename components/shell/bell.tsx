'use client'

import { Bell as BellIcon } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '#components/ui/cn.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'

/** The way to the inbox, with how much there is unread. */
export function Bell({ unread }: { unread: string | null }) {
  const open = usePathname() === '/inbox'
  return (
    <Tooltip content="Inbox" shortcut="g n">
      <Link
        href="/inbox"
        aria-label={unread === null ? 'Inbox' : `Inbox, ${unread} unread`}
        aria-current={open ? 'page' : undefined}
        className={cn(
          'relative grid size-8 shrink-0 place-items-center rounded-md text-muted transition-colors duration-100 hover:bg-wash hover:text-ink pointer-coarse:size-10',
          open && 'bg-wash text-ink',
        )}
      >
        <BellIcon aria-hidden="true" className="size-4" />
        {unread !== null && (
          <span
            aria-hidden="true"
            className="absolute top-0 left-1/2 ml-px min-w-4 rounded-full bg-brass px-1 text-center font-medium font-mono text-[10px] text-paper leading-4 ring-2 ring-paper"
          >
            {unread}
          </span>
        )}
      </Link>
    </Tooltip>
  )
}
