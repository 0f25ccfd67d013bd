'use client'

import { Building2, MailCheck, MailOpen, ScrollText, Users, Webhook } from 'lucide-react'
import Link from 'next/link'
import { Bitting } from '#components/bitting/bitting.tsx'
import { cn } from '#components/ui/cn.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { rowLinkStyles } from '#components/ui/table.tsx'
import type { InboxNotice } from '#lib/contracts/inbox.ts'
import { byDay } from './days.ts'

interface NoticeListProps {
  notices: readonly InboxNotice[]
  onMark: (noticeId: string, read: boolean) => void
}

/** Notices under the days on which they came. A row leads to what it is about, and has been read then. */
export function NoticeList({ notices, onMark }: NoticeListProps) {
  return byDay(notices, Date.now()).map(({ title, items }) => (
    <section key={`${title} ${items[0]?.id}`} aria-label={title}>
      <h2 className="border-b bg-paper px-4 py-1.5 font-normal text-faint text-xs sm:px-7">{title}</h2>
      <ul>
        {items.map((notice) => (
          <NoticeRow key={notice.id} notice={notice} onMark={onMark} />
        ))}
      </ul>
    </section>
  ))
}

function NoticeRow({ notice, onMark }: { notice: InboxNotice; onMark: NoticeListProps['onMark'] }) {
  const { id, title, text, at, project, place, urgent, readAt } = notice
  const unread = readAt === null
  const read = () => unread && onMark(id, true)
  const heading = cn(
    'truncate',
    unread ? 'font-medium text-ink' : 'text-muted',
    urgent && unread && 'text-danger',
  )
  return (
    <li className="group/row relative flex gap-3 border-b px-4 py-3 transition-colors duration-75 focus-within:bg-wash hover:bg-wash sm:gap-4 sm:px-7">
      <span
        className={cn(
          'mt-1.75 -ml-2 size-1.75 shrink-0 rounded-full sm:-ml-4',
          unread && (urgent ? 'bg-danger' : 'bg-brass'),
        )}
      />
      <NoticeArt notice={notice} />
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 items-baseline gap-2">
          {place === null ? (
            <span className={heading}>{title}</span>
          ) : (
            <Link href={place} onClick={read} className={cn(rowLinkStyles, heading)}>
              {title}
            </Link>
          )}
          {unread && <span className="sr-only">unread</span>}
        </div>
        {text && (
          <p className={cn('wrap-anywhere text-pretty', unread ? 'text-ink' : 'text-muted')}>{text}</p>
        )}
        <p className="mt-0.5 flex flex-wrap items-baseline gap-x-2 text-faint text-xs">
          <RelativeTime instant={at} />
          {project && <span className="wrap-anywhere min-w-0">{project.name}</span>}
        </p>
      </div>
      <span className="relative z-10 -mr-1.5 opacity-0 transition-opacity duration-75 focus-within:opacity-100 group-focus-within/row:opacity-100 group-hover/row:opacity-100 pointer-coarse:opacity-100">
        <IconButton
          label={unread ? `Mark “${title}” as read` : `Mark “${title}” as unread`}
          onClick={() => onMark(id, unread)}
        >
          {unread ? (
            <MailCheck aria-hidden="true" className="size-4" />
          ) : (
            <MailOpen aria-hidden="true" className="size-4" />
          )}
        </IconButton>
      </span>
    </li>
  )
}

const icons = { member: Users, organization: Building2, policy: ScrollText, webhook: Webhook } as const

/** The key that it is about, as everywhere; or what else. */
function NoticeArt({ notice: { key, type } }: { notice: InboxNotice }) {
  const box = 'mt-0.5 hidden h-4 w-13.5 shrink-0 place-items-center sm:grid'
  if (key)
    return (
      <span className={box}>
        <Bitting keyId={key.id} generation={key.generation} size="sm" spent={/revoked|expired$/.test(type)} />
      </span>
    )
  const about = type.slice(0, type.indexOf('.'))
  const Icon = about in icons ? icons[about as keyof typeof icons] : Building2
  return (
    <span className={box}>
      <Icon aria-hidden="true" className="size-4 text-faint" />
    </span>
  )
}
