'use client'

import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { ApiProblem } from '#lib/client/problem.ts'
import { InSight } from './in-sight.tsx'
import type { QueryLike } from './query-boundary.tsx'

/** Whether a change was refused because somebody else's came first. */
export const cameLate = (error: ApiProblem | null): boolean => error?.code === 'precondition_failed'

/** What people read of a field before and after a change. */
export interface FieldChange {
  field: string
  before: string
  after: string
}

/** What is edited from a version. */
export interface Versioned {
  version: number
  /** Where it is known. */
  updatedAt?: string
  updatedBy?: { name: string }
}

export interface EditConflictProps<Thing extends Versioned> {
  /** What is edited: `key`. */
  noun: string
  /** The version the edit began from. */
  base: Thing
  /** The read of it. It was refused because it changed, and what is read after that has the newer version. */
  query: Pick<QueryLike<Thing>, 'data' | 'error'>
  changes: (before: Thing, after: Thing) => readonly FieldChange[]
  onMine: (theirs: Thing) => void
  onTheirs: (theirs: Thing) => void
  className?: string
}

/** Somebody else changed it meanwhile: what, and who where that is known, and a choice. Nothing is overwritten unseen. */
export function EditConflict<Thing extends Versioned>(props: EditConflictProps<Thing>) {
  const { noun, base, query, changes, onMine, onTheirs, className } = props
  const theirs = query.data && query.data.version > base.version ? query.data : null
  return (
    <InSight grown={theirs !== null} {...(className ? { className } : {})}>
      <Banner tone="warning" live title={`The ${noun} was changed meanwhile`}>
        {theirs ? (
          <>
            {theirs.updatedAt && (
              <p>
                {theirs.updatedBy && `${theirs.updatedBy.name}, `}
                <RelativeTime instant={theirs.updatedAt} />:
              </p>
            )}
            <dl className="mt-1.5 grid gap-1">
              {changes(base, theirs).map(({ field, before, after }) => (
                <div key={field} className="flex flex-wrap gap-x-2">
                  <dt className="text-muted">{field}</dt>
                  <dd className="text-ink">
                    <del className="text-muted">{before}</del> → {after}
                  </dd>
                </div>
              ))}
            </dl>
            <div className="mt-3 flex flex-wrap gap-2">
              <Button size="sm" onClick={() => onMine(theirs)}>
                Save my changes on top
              </Button>
              <Button size="sm" onClick={() => onTheirs(theirs)}>
                Start over from theirs
              </Button>
            </div>
          </>
        ) : (
          <p>{query.error ? problemOf(query.error).message : 'Reading what changed …'}</p>
        )}
      </Banner>
    </InSight>
  )
}
