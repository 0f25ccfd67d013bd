'use client'

import Link from 'next/link'
import { ProjectDot } from '#components/shell/project-dot.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import {
  rowLinkStyles,
  Table,
  TableBody,
  TableHead,
  TableRow,
  Td,
  TdActions,
  Th,
} from '#components/ui/table.tsx'
import type { Project } from '#lib/contracts/projects.ts'
import { lifetimeText } from './lifetime.ts'

interface ProjectTableProps {
  projects: readonly Project[]
  /** The project that this session looks at. */
  chosen: string | null
  /** null: the person may not change projects. */
  onEdit: ((project: Project) => void) | null
}

/** Projects, a row each: a link to its own page. */
export function ProjectTable({ projects, chosen, onEdit }: ProjectTableProps) {
  return (
    <Table label="Projects" className="table-fixed">
      <TableHead>
        <Th>Project</Th>
        <Th className="w-[20%]">Key prefix</Th>
        <Th className="w-[18%]">Default lifetime</Th>
        <Th className="w-[16%]">Made</Th>
        <Th className="w-36">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {projects.map((project) => (
          <TableRow key={project.id}>
            <Td phone="lead">
              <span className="flex items-center gap-2.5">
                <ProjectDot color={project.color} />
                <Link href={`/projects/${project.id}`} className={`${rowLinkStyles} truncate`}>
                  {project.name}
                </Link>
                {project.id === chosen && <Badge>current</Badge>}
                {project.restricted && !project.archivedAt && <Badge>limited</Badge>}
                {project.archivedAt && <Badge>archived</Badge>}
              </span>
            </Td>
            <Td phone="second" className="font-mono text-muted text-xs">
              {project.prefix}_…
            </Td>
            <Td className="text-muted">{lifetimeText(project.defaultLifetime)}</Td>
            <Td className="text-muted">
              <RelativeTime instant={project.createdAt} />
            </Td>
            <TdActions>
              <CopyButton value={project.id} label={`Copy the id of ${project.name}`} />
              {onEdit && (
                <Button size="sm" aria-label={`Edit ${project.name}`} onClick={() => onEdit(project)}>
                  Edit
                </Button>
              )}
            </TdActions>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
