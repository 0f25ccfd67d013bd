'use client'

import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs'
import { useState } from 'react'
import { EmptyKeyring, EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { SearchField } from '#components/shell/search-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { byName } from '#lib/client/by-name.ts'
import { useMe } from '#lib/client/me.ts'
import { useInfinite } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { listProjects, type Project } from '#lib/contracts/projects.ts'
import { CreateProjectDialog, EditProjectDialog } from './project-dialogs.tsx'
import { ProjectTable } from './project-table.tsx'

const shows = ['used', 'archived'] as const

/** The projects of the organization. `leakExpression` finds leaked keys of all of them. */
export function ProjectsPage({ leakExpression }: { leakExpression: string }) {
  const me = useMe()
  const [q, setQ] = useQueryState('q', parseAsString.withDefault(''))
  const [show, setShow] = useQueryState('show', parseAsStringLiteral(shows).withDefault('used'))
  const wanted = useDebounced(q.trim().slice(0, 100))
  const [making, setMaking] = useState(false)
  const [edited, setEdited] = useState<Project | null>(null)
  const list = useInfinite(
    listProjects,
    { archived: show === 'archived', ...(wanted ? { q: wanted } : {}) },
    { enabled: me.data !== undefined, keepPrevious: true },
  )
  const pages = list.data?.pages ?? []
  // What comes page by page stands in the server's order, so that no row moves when the next page arrives.
  const all = pages.flatMap((page) => page.items)
  const projects = pages[0]?.nextCursor === null ? byName(all) : all
  const held = new Set(me.data?.permissions)
  const create = held.has('project:create') ? () => setMaking(true) : null
  const edit = held.has('project:update') ? setEdited : null
  return (
    <>
      <PageHeader
        title="Projects"
        search={
          <SearchField label="Search projects" value={q} onValueChange={(text) => void setQ(text || null)} />
        }
        actions={
          create && (
            <Button variant="primary" onClick={create}>
              New project
            </Button>
          )
        }
      />
      <div className="border-b px-4 py-2 sm:px-7">
        <Segmented
          label="Which projects"
          size="sm"
          value={show}
          onValueChange={(value) => void setShow(value)}
          options={[
            { value: 'used', label: 'In use' },
            { value: 'archived', label: 'Archived' },
          ]}
        />
      </div>
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading projects" rows={3} />}
        isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
        isFiltered={wanted !== '' || show === 'archived' || list.isPlaceholderData}
        empty={
          <EmptyState
            art={<EmptyKeyring />}
            title="No projects yet"
            description="A project holds the keys of one API or one environment."
            action={
              create && (
                <Button variant="primary" onClick={create}>
                  New project
                </Button>
              )
            }
          />
        }
        noMatch={
          wanted === '' ? (
            <EmptyState
              title="No project is archived"
              description="Archive a project on its own page: it then makes no keys, and those it has are refused until it is restored."
            />
          ) : (
            <NoMatch noun="projects" by="search" onClear={() => void setQ(null)} />
          )
        }
      >
        {() => (
          <>
            <ProjectTable projects={projects} chosen={me.data?.project?.id ?? null} onEdit={edit} />
            <LoadMore
              noun={projects.length === 1 ? 'project' : 'projects'}
              shown={projects.length}
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
      </ListBoundary>
      {making && <CreateProjectDialog leakExpression={leakExpression} onClose={() => setMaking(false)} />}
      {edited && (
        <EditProjectDialog
          key={edited.id}
          project={edited}
          leakExpression={leakExpression}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  )
}
