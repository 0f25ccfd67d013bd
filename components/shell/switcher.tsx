'use client'

import { ChevronDown, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

export interface Place {
  id: string
  name: string
  /** Before the name: a project's colour. */
  lead?: ReactNode
}

export interface SwitcherProps {
  /** What is switched: `Organization`, `Project`. */
  label: string
  /** An empty name is one that is still being read. */
  current: Place
  options: readonly Place[]
  onSwitch: (id: string) => void
  /** Offers to make another, in these words, where the person may. */
  create?: { label: string; onCreate: () => void }
  /** Further items beneath: links to settings. */
  children?: ReactNode
  /** Before the name. */
  lead?: ReactNode
  className?: string
}

/** A name that opens the list of its siblings: the organization in the sidebar, the project in a page's header. */
export function Switcher(props: SwitcherProps) {
  const { label, current, options, onSwitch, create, children, lead, className } = props
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <button
          type="button"
          aria-label={current.name ? `${label}: ${current.name}` : label}
          className={cn(
            'flex h-8 min-w-0 max-w-full items-center gap-2.5 rounded-md px-2 text-left transition-colors duration-100 hover:bg-wash data-[state=open]:bg-wash pointer-coarse:h-10',
            className,
          )}
        >
          {lead ?? current.lead}
          <span className="min-w-0 flex-1 truncate">{current.name || <Skeleton className="h-3 w-24" />}</span>
          <ChevronDown aria-hidden="true" className="size-3 shrink-0 text-faint" />
        </button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="min-w-52">
        <DropdownMenuLabel>{label}</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={current.id} onValueChange={onSwitch}>
          {options.map((option) => (
            <DropdownMenuRadioItem key={option.id} value={option.id}>
              {option.lead}
              <span className="min-w-0 truncate">{option.name}</span>
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        {(create || children) && <DropdownMenuSeparator />}
        {create && (
          <DropdownMenuItem icon={<Plus aria-hidden="true" />} onSelect={create.onCreate}>
            {create.label}
          </DropdownMenuItem>
        )}
        {children}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
