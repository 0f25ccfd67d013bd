'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { shortCount } from '#components/ui/chart-scale.ts'
import { Meter } from '#components/ui/meter.tsx'
import { rowLinkStyles } from '#components/ui/table.tsx'
import type { CallReply } from '#lib/client/call.ts'
import { percent, tally } from '#lib/client/usage-series.ts'
import type { getUsage, UsageGroup } from '#lib/contracts/usage.ts'
import { LoadingRows } from './loading-state.tsx'
import { QueryBoundary, type QueryLike } from './query-boundary.tsx'

/** The share of refusals from which on they stand out. */
const notable = 0.05

interface UsageGroupsProps {
  title: string
  query: QueryLike<CallReply<typeof getUsage>>
  /** Where a group's own page is; null: it has none. */
  href: (group: UsageGroup) => string | null
  /** In place of the list where nothing was counted. */
  none: string
}

/** Keys or projects with the most verifications: how many, as a share of the first, and how many of them were refused. */
export function UsageGroups({ title, query, href, none }: UsageGroupsProps) {
  return (
    <section className="min-w-0 px-4 pt-6 pb-6 sm:px-7">
      <h2 className="mb-3 text-sm">{title}</h2>
      <QueryBoundary query={query} loading={<LoadingRows label={`Loading: ${title}`} rows={5} />}>
        {({ groups }) =>
          groups.length === 0 ? (
            <p className="text-muted">{none}</p>
          ) : (
            <ol className="border-t">
              {groups.map((group) => (
                <GroupRow key={group.id} group={group} most={sumOf(groups[0])} href={href(group)} />
              ))}
            </ol>
          )
        }
      </QueryBoundary>
    </section>
  )
}

function sumOf(group: UsageGroup | undefined): number {
  const { valid, refused } = tally(group?.total ?? {})
  return valid + refused
}

function GroupRow({ group, most, href }: { group: UsageGroup; most: number; href: string | null }) {
  const all = sumOf(group)
  const { refused } = tally(group.total)
  return (
    <li className="relative grid h-11 grid-cols-[minmax(0,1fr)_64px_88px] items-center gap-x-4 border-b focus-within:bg-wash sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_64px_88px] has-[a]:hover:bg-wash">
      <Name href={href}>{group.name}</Name>
      <Meter
        value={all}
        max={most}
        label={`${group.name}: verifications beside the most used`}
        tone="neutral"
        className="max-sm:hidden"
      />
      <span title={all.toLocaleString('en')} className="text-right font-mono text-xs">
        {shortCount(all)}
      </span>
      <span className={`text-right ${refused / all >= notable ? 'text-danger' : 'text-faint'}`}>
        {refused > 0 ? `${percent(refused, all)} refused` : 'all valid'}
      </span>
    </li>
  )
}

function Name({ href, children }: { href: string | null; children: ReactNode }) {
  if (href === null) return <span className="truncate">{children}</span>
  return (
    <Link href={href} className={`${rowLinkStyles} truncate`}>
      {children}
    </Link>
  )
}
