'use client'

import { Fragment } from 'react'
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { FilterChip } from '#components/ui/filter-chip.tsx'
import { type NoticeName, noticeNames, noticeTypes } from '#lib/contracts/notices.ts'
import { typeGroups } from './groups.ts'

interface TypeFilterProps {
  chosen: readonly NoticeName[]
  onChange: (chosen: NoticeName[]) => void
}

/** Narrows the inbox to some types: none chosen is all of them. */
export function TypeFilter({ chosen, onChange }: TypeFilterProps) {
  const [first] = chosen
  const words = first && (chosen.length === 1 ? noticeTypes[first].title : `${chosen.length} kinds`)
  const set = (type: NoticeName, on: boolean) =>
    onChange(noticeNames.filter((name) => (name === type ? on : chosen.includes(name))))
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <FilterChip label="Kind" {...(words && { value: words })} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-h-[min(420px,70dvh)] overflow-y-auto">
        {typeGroups.map(({ title, types }, at) => (
          <Fragment key={title}>
            {at > 0 && <DropdownMenuSeparator />}
            <DropdownMenuLabel>{title}</DropdownMenuLabel>
            {types.map((one) => (
              <DropdownMenuCheckboxItem
                key={one.type}
                checked={chosen.includes(one.type)}
                onCheckedChange={(on) => set(one.type, on)}
              >
                {one.title}
              </DropdownMenuCheckboxItem>
            ))}
          </Fragment>
        ))}
        {chosen.length > 0 && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => onChange([])}>Any</DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
