'use client'

import { Building2, ChevronDown, MailCheck, MailOpen, ScrollText, Users, Webhook } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { cn } from '#components/ui/cn.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { rowLinkStyles } from '#components/ui/table.tsx'
import type { InboxNotice } from '#lib/contracts/inbox.ts'
import { byDay } from './days.ts'
import { together } from './together.ts'

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
        {together(items).map(([first, ...others]) =>
          first && others.length > 0 ? (
            <NoticeRun key={first.id} notices={[first, ...others]} onMark={onMark} />
          ) : (
            first && <NoticeRow key={first.id} notice={first} onMark={onMark} />
          ),
        )}
      </ul>
    </section>
  ))
}

interface RunProps extends NoticeListProps {
  notices: readonly [InboxNotice, ...InboxNotice[]]
}

/** How many of what it is about are named before it is unfolded. */
const named = 3

/** Notices of one act: one line, until one asks for each. */
function NoticeRun({ notices, onMark }: RunProps) {
  const [open, setOpen] = useState(false)
  const [first] = notices
  const unread = notices.filter(({ readAt }) => readAt === null).length
  const names = notices.flatMap(({ key }) => (key ? [`“${key.name}”`] : [])).slice(0, named)
  return (
    <>
      <li className="group/row relative flex gap-3 border-b px-4 py-3 transition-colors duration-75 focus-within:bg-wash hover:bg-wash sm:gap-4 sm:px-7">
        <span
          className={cn('mt-1.75 -ml-2 size-1.75 shrink-0 rounded-full sm:-ml-4', unread > 0 && 'bg-brass')}
        />
        <span className="mt-0.5 hidden h-4 w-13.5 shrink-0 place-items-center text-faint text-xs tabular-nums sm:grid">
          {notices.length}
        </span>
        <div className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className={cn(
              rowLinkStyles,
              'flex max-w-full items-center gap-1.5 text-left',
              unread > 0 ? 'font-medium text-ink' : 'text-muted',
            )}
          >
            <span className="truncate">
              {first.title}, {notices.length} times
            </span>
            <ChevronDown
              aria-hidden="true"
              className={cn('size-3.5 shrink-0 text-faint', open && 'rotate-180')}
            />
          </button>
          {unread > 0 && <span className="sr-only">{unread} unread</span>}
          {names.length > 0 && (
            <p className={cn('wrap-anywhere text-pretty', unread > 0 ? 'text-ink' : 'text-muted')}>
              {names.join(', ')}
              {notices.length > names.length && ` and ${notices.length - names.length} more`}
            </p>
          )}
          <p className="mt-0.5 text-faint text-xs">
            <RelativeTime instant={first.at} />
          </p>
        </div>
      </li>
      {open && notices.map((notice) => <NoticeRow key={notice.id} notice={notice} onMark={onMark} />)}
    </>
  )
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
