'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { rowLinkStyles } from '#components/ui/table.tsx'
import type { CallReply } from '#lib/client/call.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import type { listKeys } from '#lib/contracts/keys.ts'
import { LoadingRows } from './loading-state.tsx'
import { QueryBoundary, type QueryLike } from './query-boundary.tsx'

export interface KeyLinesProps {
  title: string
  query: QueryLike<CallReply<typeof listKeys>>
  /** Where the whole list is; or what leads there. */
  href: string | ReactNode
  /** Before each key: its bitting. */
  lead: (key: ApiKey) => ReactNode
  /** At the right of each key: when it ends, when it was made. */
  aside: (key: ApiKey) => ReactNode
  /** In place of the list where there is none. */
  none: string
}

/** A few keys, each a link. */
export function KeyLines({ title, query, href, lead, aside, none }: KeyLinesProps) {
  return (
    <section className="min-w-0">
      <div className="flex items-baseline justify-between gap-4 px-4 pt-6 pb-2 sm:px-7">
        <h2 className="text-sm">{title}</h2>
        {typeof href === 'string' ? (
          <Link
            href={href}
            className="text-faint underline decoration-transparent underline-offset-4 hover:text-ink hover:decoration-edge"
          >
            All<span className="sr-only">: {title}</span>
          </Link>
        ) : (
          href
        )}
      </div>
      <QueryBoundary query={query} loading={<LoadingRows label={`Loading: ${title}`} rows={5} />}>
        {(data) =>
          data.items.length === 0 ? (
            <p className="px-4 pb-6 text-muted sm:px-7">{none}</p>
          ) : (
            <ul className="pb-3">
              {data.items.map((key) => (
                <li
                  key={key.id}
                  className="relative flex h-13 items-center gap-5 border-t px-4 focus-within:bg-wash hover:bg-wash sm:px-7"
                >
                  {lead(key)}
                  <div className="min-w-0 flex-1">
                    <Link href={`/keys/${key.id}`} className={`${rowLinkStyles} block truncate`}>
                      {key.name}
                    </Link>
                    <p className="truncate font-mono text-faint text-xs leading-4">{key.mask}</p>
                  </div>
                  <div className="relative z-10 shrink-0 text-right text-muted">{aside(key)}</div>
                </li>
              ))}
            </ul>
          )
        }
      </QueryBoundary>
    </section>
  )
}
