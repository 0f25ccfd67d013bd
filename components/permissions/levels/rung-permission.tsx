'use client'

import { ChevronDown } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { cn } from '#components/ui/cn.ts'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import type { Rung } from '#lib/contracts/levels.ts'
import { fromTheTop, neighbour, rungName } from './ladder.ts'

const chipStyles =
  'inline-flex min-h-6 max-w-full items-center gap-1 rounded-sm bg-wash px-1.5 font-mono text-xs'

/** What can be asked to be put elsewhere: the permission, where it stands, and where to; null is on no rung. */
export interface Move {
  name: string
  from: number | null
  to: number | null
}

interface RungPermissionProps {
  name: string
  /** null: on no rung. */
  level: number | null
  rungs: readonly Rung[]
  /** null: the person may not change the ladder. */
  onMove: ((move: Move) => void) | null
}

/** Where the button of a permission is found, to give it the focus where it has gone. */
export const rungPermissionId = (name: string) => `rung-permission-${name}`

/** One permission on the ladder: a menu of where it may go, and Alt with an arrow for the next rung. */
export function RungPermission({ name, level, rungs, onMove }: RungPermissionProps) {
  if (!onMove) return <span className={chipStyles}>{name}</span>
  const [up, down] = [neighbour(level, rungs, 'up'), neighbour(level, rungs, 'down')]
  const to = (rung: Rung) => onMove({ name, from: level, to: rung.level })
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey) return
    const next = event.key === 'ArrowUp' ? up : event.key === 'ArrowDown' ? down : null
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') event.preventDefault()
    if (next) to(next)
  }
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        id={rungPermissionId(name)}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        onKeyDownCapture={onKeyDown}
        className={cn(
          chipStyles,
          'text-left transition-colors duration-100 hover:bg-edge data-[state=open]:bg-edge pointer-coarse:min-h-9',
        )}
      >
        <span className="truncate">{name}</span>
        <ChevronDown aria-hidden="true" className="size-3 shrink-0 text-faint" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="min-w-56">
        {up && level !== null && (
          <DropdownMenuItem shortcut="Alt ↑" onSelect={() => to(up)}>
            Up to {rungName(up)}
          </DropdownMenuItem>
        )}
        {down && (
          <DropdownMenuItem shortcut="Alt ↓" onSelect={() => to(down)}>
            Down to {rungName(down)}
          </DropdownMenuItem>
        )}
        {level !== null && <DropdownMenuSeparator />}
        <DropdownMenuLabel>{level === null ? 'Put on' : 'Move to'}</DropdownMenuLabel>
        {fromTheTop(rungs)
          .filter((rung) => rung.level !== level)
          .map((rung) => (
            <DropdownMenuItem key={rung.level} onSelect={() => to(rung)}>
              {rungName(rung)}
            </DropdownMenuItem>
          ))}
        {level !== null && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem danger onSelect={() => onMove({ name, from: level, to: null })}>
              Take off the ladder
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
