'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import type { ProjectDetail } from '#lib/contracts/projects.ts'
import { LimitDialog } from './limit-dialog.tsx'
import { ProjectSection } from './project-section.tsx'

/** How many names are shown before the rest is folded. */
const shown = 24

/** What keys of the project may hold. */
export function LimitSection({ project, mayChange }: { project: ProjectDetail; mayChange: boolean }) {
  const [open, setOpen] = useState(false)
  const [all, setAll] = useState(false)
  const { allowedPermissions: allowed } = project
  const names = allowed ?? []
  return (
    <ProjectSection
      title="Permissions"
      about="What its keys may hold at most, whatever their roles and levels give."
    >
      <div className="grid justify-items-start gap-4">
        {allowed === null && <p>No limit: its keys hold whatever they are given.</p>}
        {allowed?.length === 0 && <p>Nothing: its keys prove who they are, and no more.</p>}
        {names.length > 0 && (
          <ul aria-label="Allowed permissions" className="flex flex-wrap gap-1">
            {(all ? names : names.slice(0, shown)).map((name) => (
              <li key={name} className="rounded-sm bg-wash px-1.5 py-0.5 font-mono text-xs">
                {name}
              </li>
            ))}
          </ul>
        )}
        <div className="flex flex-wrap gap-2">
          {mayChange && (
            <Button onClick={() => setOpen(true)}>{allowed ? 'Change limit' : 'Set a limit'}</Button>
          )}
          {names.length > shown && !all && (
            <Button variant="ghost" onClick={() => setAll(true)}>
              Show all {names.length}
            </Button>
          )}
        </div>
      </div>
      {open && <LimitDialog project={project} onClose={() => setOpen(false)} />}
    </ProjectSection>
  )
}
