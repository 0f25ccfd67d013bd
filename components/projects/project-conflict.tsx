'use client'

import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { useOperation } from '#lib/client/query.ts'
import { getProject, type Project } from '#lib/contracts/organizations.ts'
import { projectChanges } from './project-form.ts'

interface ProjectConflictProps {
  /** The version the edit began from. */
  base: Project
  onMine: (theirs: Project) => void
  onTheirs: (theirs: Project) => void
}

/** Somebody else changed the project meanwhile: what, and a choice. Nothing is overwritten unseen. */
export function ProjectConflict({ base, onMine, onTheirs }: ProjectConflictProps) {
  const theirs = useOperation(getProject, { projectId: base.id })
  const known = theirs.data && theirs.data.version !== base.version ? theirs.data : null
  return (
    <Banner tone="warning" live title="The project was changed meanwhile">
      {known ? (
        <>
          <p>
            <RelativeTime instant={known.updatedAt} />:
          </p>
          <dl className="mt-1.5 grid gap-1">
            {projectChanges(base, known).map(({ field, before, after }) => (
              <div key={field} className="flex flex-wrap gap-x-2">
                <dt className="text-muted">{field}</dt>
                <dd className="text-ink">
                  <del className="text-muted">{before}</del> → {after}
                </dd>
              </div>
            ))}
          </dl>
          <div className="mt-3 flex flex-wrap gap-2">
            <Button size="sm" onClick={() => onMine(known)}>
              Save my changes on top
            </Button>
            <Button size="sm" onClick={() => onTheirs(known)}>
              Start over from theirs
            </Button>
          </div>
        </>
      ) : (
        <p>{theirs.error ? theirs.error.message : 'Reading what changed …'}</p>
      )}
    </Banner>
  )
}
