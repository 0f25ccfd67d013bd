'use client'

import { ChevronRight } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import type { Rung } from '#lib/contracts/levels.ts'
import { NameList } from '../name-list.tsx'
import { fromTheTop, included, rungName } from './ladder.ts'
import { type Move, RungPermission } from './rung-permission.tsx'

interface LadderDrawingProps {
  rungs: readonly Rung[]
  /** null: the person may not change the ladder. */
  onMove: ((move: Move) => void) | null
  onEdit: ((rung: Rung) => void) | null
}

/** The ladder, its highest rung on top: what each adds, and what it includes of those below. */
export function LadderDrawing({ rungs, onMove, onEdit }: LadderDrawingProps) {
  const drawn = fromTheTop(rungs)
  return (
    <ol aria-label="Levels, the highest first" className="px-4 py-6 sm:px-7">
      {drawn.map((rung, at) => (
        <li
          key={rung.level}
          className="grid grid-cols-[44px_minmax(0,1fr)] gap-x-4 sm:grid-cols-[64px_minmax(0,1fr)] sm:gap-x-6"
        >
          <Rails level={rung.level} first={at === 0} last={at === drawn.length - 1} />
          <RungText rung={rung} rungs={rungs} onMove={onMove} onEdit={onEdit} />
        </li>
      ))}
    </ol>
  )
}

/** Two rails and a rung with its number. */
function Rails({ level, first, last }: { level: number; first: boolean; last: boolean }) {
  return (
    <div className="relative">
      <span
        aria-hidden="true"
        className={cn(
          'absolute inset-x-1 border-edge border-x-2 sm:inset-x-2',
          first ? 'top-1' : 'top-0',
          last ? 'bottom-1' : 'bottom-0',
        )}
      />
      <span aria-hidden="true" className="absolute inset-x-1 top-7 border-brass border-t-2 sm:inset-x-2" />
      <span className="absolute top-7 left-1/2 grid size-7 -translate-x-1/2 -translate-y-1/2 place-items-center rounded-full border border-brass bg-panel font-mono text-brass text-xs">
        <span className="sr-only">Level </span>
        {level}
      </span>
    </div>
  )
}

function RungText({ rung, rungs, onMove, onEdit }: LadderDrawingProps & { rung: Rung }) {
  const { level, name, description, permissions } = rung
  const below = included(level, rungs)
  return (
    <div className="grid gap-2 pt-4 pb-6">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h2 className="wrap-anywhere font-medium text-sm">{name || `Level ${level}`}</h2>
          {description && <p className="wrap-anywhere text-muted">{description}</p>}
        </div>
        {onEdit && (
          <Button size="sm" aria-label={`Edit ${rungName(rung)}`} onClick={() => onEdit(rung)}>
            Edit
          </Button>
        )}
      </div>
      {permissions.length === 0 ? (
        <p className="text-faint">Adds nothing.</p>
      ) : (
        <ul aria-label={`What level ${level} adds`} className="flex flex-wrap gap-1.5">
          {permissions.map((permission) => (
            <li key={permission} className="max-w-full">
              <RungPermission name={permission} level={level} rungs={rungs} onMove={onMove} />
            </li>
          ))}
        </ul>
      )}
      {below.length > 0 && (
        <details className="group">
          <summary className="inline-flex min-h-6 cursor-pointer list-none items-center gap-1.5 text-faint text-xs hover:text-ink [&::-webkit-details-marker]:hidden">
            <ChevronRight
              aria-hidden="true"
              className="size-3.5 transition-transform duration-100 group-open:rotate-90"
            />
            and {below.length} from below
          </summary>
          <NameList names={below} className="pt-1.5 pl-5 text-muted" />
        </details>
      )}
    </div>
  )
}
