'use client'

import Link from 'next/link'
import { shortCount } from '#components/ui/chart-scale.ts'
import { cn } from '#components/ui/cn.ts'
import { relativeText } from '#components/ui/relative-time-text.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { countText } from '#lib/client/count-text.ts'
import { useOperation } from '#lib/client/query.ts'
import { percent, tally } from '#lib/client/usage-series.ts'
import { summarizeKeys } from '#lib/contracts/keys.ts'
import { getUsage } from '#lib/contracts/usage.ts'

interface PostureStripProps {
  /** The project looked at; null for all; undefined while that is not known. */
  projectId: string | null | undefined
}

/** How the keys stand, in four figures; each leads to the keys it counts. */
export function PostureStrip({ projectId }: PostureStripProps) {
  const scope = projectId ? { project: projectId } : {}
  const enabled = projectId !== undefined
  const summary = useOperation(summarizeKeys, scope, { enabled, refreshEvery: 30_000 })
  const usage = useOperation(getUsage, scope, { enabled, refreshEvery: 30_000 })

  const keys = summary.data
  const { valid, refused } = tally(usage.data?.total ?? {})
  const all = valid + refused
  const failed = summary.error !== null
  return (
    <ul className="grid grid-cols-2 border-b lg:grid-cols-4">
      <Figure
        href="/keys?status=active,expiring,rotating"
        label="Active"
        value={keys && countText(keys.active)}
        about={keys && `of ${countText(keys.total)}`}
        failed={failed}
      />
      <Figure
        label="Verifications, 36 h"
        value={usage.data && shortCount(all)}
        exact={usage.data && all.toLocaleString('en')}
        about={usage.data && (all === 0 ? 'none yet' : `${percent(valid, all)} valid`)}
        failed={usage.error !== null}
      />
      <Figure
        href="/keys?status=active,expiring,rotating&unused=never"
        label="Never used"
        tone="brass"
        value={keys && countText(keys.neverUsed)}
        quiet={keys?.neverUsed === 0}
        about={
          keys &&
          (keys.oldestUnusedAt
            ? `oldest made ${ago(keys.oldestUnusedAt)}`
            : keys.total === 0
              ? 'no key yet'
              : 'every key was used')
        }
        failed={failed}
      />
      <Figure
        href="/keys?status=expiring"
        label="Expire in 7 days"
        tone="warning"
        value={keys && countText(keys.expiring)}
        quiet={keys?.expiring === 0}
        about={
          keys && (keys.expired === 0 ? 'none has expired' : `${countText(keys.expired)} expired already`)
        }
        failed={failed}
      />
    </ul>
  )
}

const ago = (instant: string) => relativeText(Date.parse(instant), Date.now())

interface FigureProps {
  label: string
  /** undefined: not read yet. */
  value: string | undefined
  /** The figure in full, where it is shown in short. */
  exact?: string | undefined
  about: string | undefined
  href?: string
  tone?: 'brass' | 'warning'
  /** Nothing to worry about: without its colour. */
  quiet?: boolean
  failed: boolean
}

function Figure({ label, value, exact, about, href, tone, quiet = false, failed }: FigureProps) {
  const colour = quiet
    ? undefined
    : tone === 'brass'
      ? 'text-brass'
      : tone === 'warning'
        ? 'text-warning'
        : undefined
  const content = (
    <>
      <span className="block text-muted">{label}</span>
      <span
        title={exact}
        className={cn('my-0.5 block min-h-7 font-semibold text-2xl tabular-nums tracking-tight', colour)}
      >
        {value ?? (failed ? '—' : <Skeleton className="mt-1.5 h-5 w-16" />)}
      </span>
      <span className="block min-h-5 truncate text-faint">
        {about ?? (failed ? 'could not be read' : '')}
      </span>
    </>
  )
  const styles = 'block h-full px-4 py-4 sm:px-7'
  return (
    <li className="min-w-0 border-line odd:border-r max-lg:nth-[n+3]:border-t lg:not-last:border-r">
      {href ? (
        <Link
          href={href}
          className={cn(styles, 'transition-colors hover:bg-wash focus-visible:-outline-offset-2')}
        >
          {content}
        </Link>
      ) : (
        <div className={styles}>{content}</div>
      )}
    </li>
  )
}
