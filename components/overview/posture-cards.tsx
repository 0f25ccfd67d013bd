'use client'

import { ArrowRight } from 'lucide-react'
import Link from 'next/link'
import { LoadingState } from '#components/shell/loading-state.tsx'
import { cn } from '#components/ui/cn.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { countText } from '#lib/client/count-text.ts'
import { type Posture, postures, type Summary } from './posture.ts'

const grid = 'grid grid-cols-2 gap-px border-b bg-line sm:grid-cols-3 xl:grid-cols-6'
const cell = 'bg-panel px-4 py-4 sm:px-7 xl:px-5'

const figures: Readonly<Record<Posture['tone'], string>> = {
  warning: 'text-warning',
  brass: 'text-brass',
  neutral: '',
}

/** What somebody should look at, each a link to the keys it counts. */
export function PostureCards({ summary }: { summary: Summary }) {
  return (
    <ul aria-label="Posture" className={grid}>
      {postures(summary).map(({ id, name, count, advice, href, tone }) => (
        <li key={id} className="grid bg-panel xl:first:pl-2">
          <Link
            href={href}
            className={cn(cell, 'group/card transition-colors hover:bg-wash focus-visible:-outline-offset-2')}
          >
            <span className="flex items-center justify-between gap-2 text-muted">
              {name}
              <ArrowRight
                aria-hidden="true"
                className="size-3.5 text-faint opacity-0 transition-opacity group-hover/card:opacity-100 group-focus-visible/card:opacity-100"
              />
            </span>
            <span
              className={cn(
                'my-0.5 block font-semibold text-2xl tracking-tight',
                count === 0 ? 'text-faint' : figures[tone],
              )}
            >
              {countText(count)}
            </span>
            <span className="block min-h-5 text-balance text-faint">{count === 0 ? 'None' : advice}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** Places held for the cards. */
export function LoadingCards() {
  return (
    <LoadingState label="Loading posture" className={grid}>
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <div key={key} className={cn(cell, 'h-27')}>
          <Skeleton className="mt-1 h-3 w-24" />
          <Skeleton className="mt-3 h-5 w-12" />
          <Skeleton className="mt-3 h-3 w-28" />
        </div>
      ))}
    </LoadingState>
  )
}
