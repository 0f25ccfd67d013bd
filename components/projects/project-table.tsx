'use client'

import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Table, TableBody, TableHead, TableRow, Td, TdActions, Th } from '#components/ui/table.tsx'
import type { Project } from '#lib/contracts/organizations.ts'
import { lifetimeText } from './lifetime.ts'

interface ProjectTableProps {
  projects: readonly Project[]
  /** The project that this session looks at. */
  chosen: string | null
  /** null: the person may not change projects. */
  onEdit: ((project: Project) => void) | null
}

/** Projects, a row each. */
export function ProjectTable({ projects, chosen, onEdit }: ProjectTableProps) {
  return (
    <Table label="Projects" className="table-fixed">
      <TableHead>
        <Th>Project</Th>
        <Th className="w-[20%]">Key prefix</Th>
        <Th className="w-[20%]">Default lifetime</Th>
        <Th className="w-[16%]">Made</Th>
        <Th className="w-36">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {projects.map((project) => (
          <TableRow key={project.id}>
            <Td phone="lead">
              <span className="flex items-center gap-2">
                <span className="truncate">{project.name}</span>
                {project.id === chosen && <Badge>current</Badge>}
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
