'use client'

import Link from 'next/link'
import { type ReactNode, useEffect } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { BarredCreate } from '#components/shell/barred-create.tsx'
import { KeyLines } from '#components/shell/key-lines.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { UsageGroups } from '#components/shell/usage-groups.tsx'
import { useMaking } from '#components/shell/use-making.ts'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { tally } from '#lib/client/usage-series.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { listKeys, summarizeKeys } from '#lib/contracts/keys.ts'
import { getUsage } from '#lib/contracts/usage.ts'
import { FirstRun } from './first-run.tsx'
import { firstStep } from './first-steps.ts'
import { lastHours } from './last-hours.ts'
import { LoadingCards, PostureCards } from './posture-cards.tsx'
import { Verifications } from './verifications.tsx'

export interface OverviewPageProps {
  /** After the title: the project that is looked at. */
  context: ReactNode
  /** A command with which a key asks what it is, for who has none yet. */
  command: string
}

/** Hours for which use is looked at to see whether somebody is new: the most that one question may span. */
const everUsedHours = 2160

/** How the keys of the project stand: what to look at, what they do, which end soon, which are new. */
export function OverviewPage({ context, command }: OverviewPageProps) {
  const me = useMe()
  const enabled = me.data !== undefined
  const project = me.data?.project?.id
  const scope = project ? { project } : {}
  const summary = useOperation(summarizeKeys, scope, { enabled, refreshEvery: 30_000 })
  const few = summary.data !== undefined && summary.data.total <= 5
  const waiting = few && summary.data?.active === summary.data?.neverUsed
  const ever = useOperation(
    getUsage,
    { ...lastHours(everUsedHours, Date.now()), unit: 'day', ...scope },
    { enabled: enabled && waiting, ...(waiting ? { refreshEvery: 3_000 } : {}) },
  )
  const verifications = tally(ever.data?.total ?? {})
  const used = verifications.valid + verifications.refused > 0
  const { refetch } = summary
  // The first call was seen: the counts are read anew, or they would still say that nothing was ever used.
  useEffect(() => {
    if (waiting && used) void refetch()
  }, [waiting, used, refetch])
  const making = useMaking()
  return (
    <>
      <PageHeader
        title="Overview"
        context={context}
        actions={
          making.offered &&
          (making.refusal ? (
            <BarredCreate refusal={making.refusal} />
          ) : (
            <Button asChild variant="primary">
              <Link href="/keys?create=1">Create key</Link>
            </Button>
          ))
        }
      />
      <QueryBoundary query={summary} loading={<LoadingCards />}>
        {(data) => {
          if (waiting && ever.data === undefined && !ever.error) return <LoadingCards />
          const step = waiting ? firstStep(data, used) : 'done'
          if (step !== 'done') return <FirstRun step={step} command={command} making={making} />
          return (
            <>
              <PostureCards summary={data} />
              <Verifications project={project} enabled={enabled} />
              <Busiest project={project} enabled={enabled} />
              <Lists project={project} enabled={enabled} />
            </>
          )
        }}
      </QueryBoundary>
    </>
  )
}

/** Where the last 7 days went: to which keys, and over all projects to which of them, or within one to whose keys. */
function Busiest({ project, enabled }: { project: string | undefined; enabled: boolean }) {
  const asked = { ...lastHours(168, Date.now()), top: 5, ...(project ? { project } : {}) }
  const options = { enabled, refreshEvery: 60_000 }
  const byKey = useOperation(getUsage, { ...asked, by: 'key' }, options)
  const byPlace = useOperation(getUsage, { ...asked, by: project ? 'owner' : 'project' }, options)
  return (
    <div className="grid border-b lg:grid-cols-2 lg:[&>section+section]:border-l">
      <UsageGroups
        title="Busiest keys, 7 days"
        query={byKey}
        href={({ id }) => `/keys/${id}`}
        none="No key was presented in 7 days."
      />
      <UsageGroups
        title={project ? 'By owner, 7 days' : 'By project, 7 days'}
        query={byPlace}
        href={({ id }) => (project ? `/keys?owner=${id}` : null)}
        none="No key was presented in 7 days."
      />
    </div>
  )
}

function Lists({ project, enabled }: { project: string | undefined; enabled: boolean }) {
  const scope = { limit: 5, ...(project ? { project } : {}) }
  const options = { enabled, refreshEvery: 60_000 }
  const ending = useOperation(listKeys, { ...scope, status: ['expiring'], sort: 'expiresAt' }, options)
  const newest = useOperation(listKeys, { ...scope, sort: '-createdAt' }, options)
  return (
    <div className="grid lg:grid-cols-2 lg:[&>section+section]:border-l">
      <KeyLines
        title="Expiring soon"
        query={ending}
        href="/keys?status=expiring&sort=expiresAt"
        lead={bitting}
        aside={(key) => owned(key, key.expiresAt)}
        none="No key ends within 7 days."
      />
      <KeyLines
        title="Newest"
        query={newest}
        href="/keys"
        lead={bitting}
        aside={(key) => owned(key, key.createdAt)}
        none="No keys yet."
      />
    </div>
  )
}

const bitting = (key: ApiKey) => (
  <Bitting
    keyId={key.id}
    generation={key.generation}
    size="sm"
    spent={key.status === 'revoked'}
    className="max-sm:hidden"
  />
)

const owned = (key: ApiKey, instant: string | null) => (
  <>
    <RelativeTime instant={instant} />
    <p className="max-w-40 truncate text-faint text-xs leading-4">{key.owner.name}</p>
  </>
)
