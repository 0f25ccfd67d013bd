'use client'

import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { FilterChip } from '#components/ui/filter-chip.tsx'

interface ChoiceFilterProps<Value extends string> {
  label: string
  choices: readonly { value: Value; label: string }[]
  chosen: readonly Value[]
  onChange: (chosen: Value[]) => void
}

/** Narrows a list to some of a few: none chosen is all of them. */
export function ChoiceFilter<Value extends string>(props: ChoiceFilterProps<Value>) {
  const { label, choices, chosen, onChange } = props
  const words = choices.filter(({ value }) => chosen.includes(value)).map((choice) => choice.label)
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <FilterChip label={label} {...(words.length > 0 && { value: words.join(', ') })} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        {choices.map((choice) => (
          <DropdownMenuCheckboxItem
            key={choice.value}
            checked={chosen.includes(choice.value)}
            onCheckedChange={(on) =>
              onChange(
                choices
                  .map(({ value }) => value)
                  .filter((value) => (value === choice.value ? on : chosen.includes(value))),
              )
            }
          >
            {choice.label}
          </DropdownMenuCheckboxItem>
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
