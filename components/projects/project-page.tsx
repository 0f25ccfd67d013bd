'use client'

import { useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { ErrorState } from '#components/shell/error-state.tsx'
import { KeyLines } from '#components/shell/key-lines.tsx'
import { LoadingLines, LoadingState } from '#components/shell/loading-state.tsx'
import { ProjectDot } from '#components/shell/project-dot.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { DescriptionList } from '#components/ui/description-list.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { ApiProblem } from '#lib/client/problem.ts'
import { readAgain, useMutate, useOperation } from '#lib/client/query.ts'
import { switchContext } from '#lib/contracts/account.ts'
import { keyStatuses } from '#lib/contracts/api-key.ts'
import { listKeys } from '#lib/contracts/keys.ts'
import { getProject, type ProjectDetail } from '#lib/contracts/projects.ts'
import { ArchiveDialog, RestoreDialog } from './archive-dialog.tsx'
import { GatewaySection } from './gateway-section.tsx'
import { lifetimeText } from './lifetime.ts'
import { LimitSection } from './limit-section.tsx'
import { ProjectAccess } from './project-access.tsx'
import { EditProjectDialog } from './project-dialogs.tsx'
import { colorNames } from './project-form.ts'
import { ProjectSection } from './project-section.tsx'

interface ProjectPageProps {
  projectId: string
  /** Finds leaked keys of every project. */
  leakExpression: string
}

/** One project: what its keys look like and may hold, who reaches it, how a gateway asks about it. */
export function ProjectPage({ projectId, leakExpression }: ProjectPageProps) {
  const project = useOperation(getProject, { projectId })
  return (
    <QueryBoundary
      query={project}
      loading={<LoadingProject />}
      renderError={(error) => (
        <>
          <h1 className="sr-only">Project</h1>
          {isMissing(error) ? (
            <EmptyState
              title="There is no project here"
              description="It does not exist, or you may not see it."
              action={
                <Button asChild>
                  <Link href="/projects">All projects</Link>
                </Button>
              }
            />
          ) : (
            <ErrorState error={error} onRetry={() => void project.refetch()} retrying={project.isFetching} />
          )}
        </>
      )}
    >
      {(data) => <ProjectDetails project={data} leakExpression={leakExpression} />}
    </QueryBoundary>
  )
}

const isMissing = (error: unknown) =>
  error instanceof ApiProblem && (error.code === 'not_found' || error.code === 'invalid')

function LoadingProject() {
  return (
    <LoadingState label="Loading the project">
      <h1 className="sr-only">Project</h1>
      <div className="flex min-h-20 items-center gap-4 border-b px-4 py-5 sm:px-7">
        <Skeleton className="h-6 w-56" />
      </div>
      <LoadingLines label="Loading its settings" lines={6} className="px-4 py-8 sm:px-7" />
    </LoadingState>
  )
}

function ProjectDetails({ project, leakExpression }: { project: ProjectDetail; leakExpression: string }) {
  const me = useMe()
  const [open, setOpen] = useState<'edit' | 'archive' | 'restore' | null>(null)
  const may = new Set(me.data?.permissions)
  const mayChange = may.has('project:update')
  const close = () => setOpen(null)
  const archived = project.archivedAt !== null
  return (
    <>
      <title>{`${project.name} · Latchwork`}</title>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-3 border-b px-4 py-5 sm:px-7">
        <div className="min-w-0 max-w-full">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <ProjectDot color={project.color} className="size-3" />
            <h1 className="wrap-anywhere text-xl">{project.name}</h1>
            {archived && <Badge>archived</Badge>}
          </div>
          <p className="mt-0.5 font-mono text-muted text-xs">{project.prefix}_…</p>
        </div>
        {mayChange && (
          <div className="ml-auto flex items-center gap-2 max-sm:ml-0">
            <Button onClick={() => setOpen('edit')}>Edit</Button>
          </div>
        )}
      </header>
      {archived && (
        <Banner
          tone="warning"
          title="This project is archived"
          className="mx-4 mt-5 sm:mx-7"
          action={
            mayChange && (
              <Button size="sm" onClick={() => setOpen('restore')}>
                Restore
              </Button>
            )
          }
        >
          It makes no keys, and every key it has is refused since{' '}
          <RelativeTime instant={project.archivedAt} />.
        </Banner>
      )}
      <ProjectSection
        title="General"
        about="What its keys look like, and how long they live unless their makers say otherwise."
      >
        <DescriptionList
          items={[
            { term: 'Name', detail: project.name },
            { term: 'Key prefix', detail: `${project.prefix}_`, mono: true },
            { term: 'Lifetime', detail: lifetimeText(project.defaultLifetime) },
            { term: 'Colour', detail: colorNames[project.color] },
            { term: 'Made', detail: <RelativeTime instant={project.createdAt} /> },
            { term: 'Id', detail: project.id, mono: true },
          ]}
        />
      </ProjectSection>
      <LimitSection project={project} mayChange={mayChange} />
      <ProjectKeys project={project} />
      <ProjectAccess project={project} />
      <GatewaySection project={project} mayChange={mayChange} />
      {mayChange && (
        <ProjectSection
          title={archived ? 'Restore' : 'Danger zone'}
          about={
            archived
              ? 'Its keys are what they were.'
              : 'Nothing here deletes anything: what is archived can be restored.'
          }
        >
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <p className="min-w-0 flex-1 basis-60 text-muted">
              {archived
                ? 'Takes it into use again, and its keys with it.'
                : 'Archived, it makes no keys, and every key it has is refused at once.'}
            </p>
            {archived ? (
              <Button onClick={() => setOpen('restore')}>Restore project</Button>
            ) : (
              <Button variant="danger" onClick={() => setOpen('archive')}>
                Archive project
              </Button>
            )}
          </div>
        </ProjectSection>
      )}
      {open === 'edit' && (
        <EditProjectDialog project={project} leakExpression={leakExpression} onClose={close} />
      )}
      {open === 'archive' && <ArchiveDialog project={project} onClose={close} />}
      {open === 'restore' && <RestoreDialog project={project} onClose={close} />}
    </>
  )
}

const standing = keyStatuses.filter((status) => status !== 'revoked')

/** The keys that were used last, and the way to all of them. */
function ProjectKeys({ project }: { project: ProjectDetail }) {
  const keys = useOperation(listKeys, {
    project: project.id,
    status: standing,
    sort: '-lastUsedAt',
    limit: 5,
  })
  return (
    <div className="border-b">
      <KeyLines
        title="Keys"
        query={keys}
        href={project.archivedAt ? null : <AllKeys project={project} />}
        none={project.archivedAt ? 'It has none.' : 'It has none yet.'}
        lead={(key) => (
          <Bitting keyId={key.id} generation={key.generation} size="sm" className="max-sm:hidden" />
        )}
        aside={(key) => <RelativeTime instant={key.lastUsedAt} />}
      />
    </div>
  )
}

/** Looks at this project alone, in the list of keys. */
function AllKeys({ project }: { project: ProjectDetail }) {
  const router = useRouter()
  const cache = useQueryClient()
  const look = useMutate(switchContext, {
    invalidates: [],
    onSuccess: () => {
      readAgain(cache)
      router.push('/keys')
    },
    onError: (error) => toast.error('The project was not changed', { description: error.message }),
  })
  return (
    <Button
      size="sm"
      loading={look.isPending}
      onClick={() =>
        look.mutate({ input: { organizationId: project.organizationId, projectId: project.id } })
      }
    >
      All its keys
    </Button>
  )
}
