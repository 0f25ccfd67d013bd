'use client'

import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { FilterChip } from '#components/ui/filter-chip.tsx'
import { useOperation } from '#lib/client/query.ts'
import { listPolicies } from '#lib/contracts/policies.ts'
import { asksNothing } from '#lib/contracts/policy-rules.ts'
import { listProjects } from '#lib/contracts/projects.ts'

interface ScopeSwitcherProps {
  /** Its name. */
  organization: string
  /** The project looked at; null for the organization. */
  project: string | null
  onProject: (id: string | null) => void
}

/** Chooses whose policy is looked at: the organization’s, or a project’s. Those that ask something say so. */
export function ScopeSwitcher({ organization, project, onProject }: ScopeSwitcherProps) {
  const projects = useOperation(listProjects, { limit: 200 })
  const policies = useOperation(listPolicies, { limit: 200 })
  const asking = new Set(
    policies.data?.items
      .filter(({ rules, next, draft }) => !asksNothing(rules) || next || draft)
      .map(({ scope }) => scope.id),
  )
  const items = projects.data?.items ?? []
  const chosen = items.find(({ id }) => id === project)
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <FilterChip
          label={project ? 'Project' : 'Organization'}
          value={project ? (chosen?.name ?? 'one') : organization}
          className="max-w-full"
        />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-h-96 overflow-y-auto">
        <DropdownMenuRadioGroup value={project ?? ''} onValueChange={(value) => onProject(value || null)}>
          <DropdownMenuRadioItem value="">{organization}, every project</DropdownMenuRadioItem>
          {items.length > 0 && <DropdownMenuSeparator />}
          {items.map(({ id, name }) => (
            <DropdownMenuRadioItem key={id} value={id}>
              {name}
              {asking.has(id) && <span className="ml-2 text-faint">has rules of its own</span>}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
