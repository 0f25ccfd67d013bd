'use client'

import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { useOperation } from '#lib/client/query.ts'
import { type ApiKey, getKey } from '#lib/contracts/keys.ts'
import { changedFields } from './key-changes.ts'

interface EditConflictProps {
  /** The version the edit began from. */
  base: ApiKey
  onMine: (theirs: ApiKey) => void
  onTheirs: (theirs: ApiKey) => void
}

/** Somebody else changed the key meanwhile: what and who, and a choice. Nothing is overwritten unseen. */
export function EditConflict({ base, onMine, onTheirs }: EditConflictProps) {
  // Refused because it changed: the read that follows the refusal has the newer version.
  const theirs = useOperation(getKey, { keyId: base.id })
  const known = theirs.data && theirs.data.version !== base.version ? theirs.data : null
  return (
    <Banner tone="warning" live title="The key was changed meanwhile" className="mx-4 mb-4 sm:mx-7">
      {known ? (
        <>
          <p>
            {known.updatedBy.name}, <RelativeTime instant={known.updatedAt} />:
          </p>
          <dl className="mt-1.5 grid gap-1">
            {changedFields(base, known).map(({ field, before, after }) => (
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
        <p>Reading what changed …</p>
      )}
    </Banner>
  )
}
