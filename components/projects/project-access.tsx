'use client'

import Link from 'next/link'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Avatar } from '#components/ui/avatar.tsx'
import { Button } from '#components/ui/button.tsx'
import { useInfinite } from '#lib/client/query.ts'
import { listMembers, type Member } from '#lib/contracts/members.ts'
import type { Project } from '#lib/contracts/projects.ts'
import { ProjectSection } from './project-section.tsx'

const roleNames: Record<Member['role'], string> = {
  OWNER: 'Owner',
  ADMIN: 'Admin',
  MEMBER: 'Member',
  VIEWER: 'Viewer',
}

/** Who reaches the project: whoever governs, whoever is limited to nothing, and whoever is limited to it. */
export function ProjectAccess({ project }: { project: Project }) {
  const members = useInfinite(listMembers, { project: project.id, limit: 10 })
  return (
    <ProjectSection
      title="Who has access"
      about={
        <>
          Everybody who is not limited to other projects. Whom it is limited to is set under{' '}
          <Link href="/members" className="underline decoration-edge underline-offset-4 hover:decoration-ink">
            Members
          </Link>
          .
        </>
      }
    >
      <QueryBoundary query={members} loading={<LoadingLines label="Loading who has access" lines={3} />}>
        {(data) => (
          <>
            <ul className="border-t">
              {data.pages
                .flatMap((page) => page.items)
                .map((member) => (
                  <li key={member.id} className="flex min-h-12 items-center gap-3 border-b py-1.5">
                    <Avatar name={member.name} className="size-7 shrink-0" />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate">{member.name}</span>
                      <span className="block truncate text-faint text-xs">{member.email}</span>
                    </span>
                    <span className="shrink-0 text-right text-muted">
                      {roleNames[member.role]}
                      <span className="block text-faint text-xs">{reachText(member)}</span>
                    </span>
                  </li>
                ))}
            </ul>
            {members.hasNextPage && (
              <Button
                variant="ghost"
                size="sm"
                className="mt-2 -ml-2.5"
                loading={members.isFetchingNextPage}
                onClick={() => void members.fetchNextPage()}
              >
                Show more people
              </Button>
            )}
          </>
        )}
      </QueryBoundary>
    </ProjectSection>
  )
}

function reachText({ projects }: Member): string {
  if (projects === null) return 'all projects'
  return projects.length <= 1 ? 'this project alone' : `this and ${projects.length - 1} more`
}
