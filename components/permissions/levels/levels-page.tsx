'use client'

import { useEffect, useState } from 'react'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { PageSection } from '#components/shell/page-header.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { listPermissions } from '#lib/contracts/catalogue.ts'
import { listLevels, type Rung } from '#lib/contracts/levels.ts'
import { CatalogueHeader } from '../catalogue-header.tsx'
import { EditRungDialog } from './edit-rung-dialog.tsx'
import { onNoRung } from './ladder.ts'
import { LadderDrawing } from './ladder-drawing.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { type Move, RungPermission, rungPermissionId } from './rung-permission.tsx'

/** The ladder of levels that keys may have. */
export function LevelsPage() {
  const me = useMe()
  const list = useOperation(listLevels, {})
  const catalogue = useOperation(listPermissions, {})
  const rungs = list.data?.items ?? []
  const elsewhere = catalogue.data && list.data ? onNoRung(catalogue.data.items, rungs) : []
  const may = me.data?.permissions.includes('permission:update') ?? false
  const [move, setMove] = useState<Move | null>(null)
  const [edited, setEdited] = useState<Rung | null>(null)
  const land = useLanding(list.data)
  const onMove = may ? setMove : null
  return (
    <>
      <CatalogueHeader tab="levels" />
      <p className="max-w-[72ch] text-pretty px-4 pt-6 text-muted sm:px-7">
        A key of a level holds what its rung adds and what all rungs below it add. A permission stands on one
        rung.
        {may && (
          <>
            {' '}
            Open a permission to move it
            <span className="pointer-coarse:hidden">, or press Alt with an arrow key on it</span>.
          </>
        )}
      </p>
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading levels" rows={9} className="mt-4" />}
        isEmpty={({ items }) => items.length === 0}
        isFiltered={false}
        empty={
          <EmptyState
            title="No ladder"
            description="This organization grants by permissions and roles alone."
          />
        }
        noMatch={null}
      >
        {({ items }) => (
          <>
            <LadderDrawing rungs={items} onMove={onMove} onEdit={may ? setEdited : null} />
            {elsewhere.length > 0 && (
              <PageSection title="On no rung" aside={elsewhere.length} className="border-t">
                <ul aria-label="Permissions on no rung" className="flex flex-wrap gap-1.5">
                  {elsewhere.map((name) => (
                    <li key={name} className="max-w-full">
                      <RungPermission name={name} level={null} rungs={items} onMove={onMove} />
                    </li>
                  ))}
                </ul>
              </PageSection>
            )}
          </>
        )}
      </ListBoundary>
      {move && (
        <MoveDialog
          move={move}
          rungs={rungs}
          onMoved={() => {
            land(move.name)
            setMove(null)
          }}
          onClose={() => setMove(null)}
        />
      )}
      {edited && (
        <EditRungDialog key={edited.level} rung={edited} rungs={rungs} onClose={() => setEdited(null)} />
      )}
    </>
  )
}

/** Gives the focus to a permission where it has gone, once the ladder is read anew. */
function useLanding(ladder: unknown): (name: string) => void {
  const [landing, setLanding] = useState<{ name: string; from: unknown } | null>(null)
  useEffect(() => {
    if (landing === null) return
    document.getElementById(rungPermissionId(landing.name))?.focus()
    // Once: what is read later leaves the focus where it is by then.
    if (ladder !== landing.from) setLanding(null)
  }, [ladder, landing])
  return (name) => setLanding({ name, from: ladder })
}
