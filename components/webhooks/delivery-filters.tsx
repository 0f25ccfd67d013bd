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
import { type DeliveryState, deliveredTypes, deliveryStates } from '#lib/contracts/webhooks.ts'
import { deliveryFilterNames } from './endpoint-words.ts'

type Type = (typeof deliveredTypes)[number]

interface DeliveryFiltersProps {
  states: readonly DeliveryState[]
  types: readonly Type[]
  onStates: (states: DeliveryState[]) => void
  onTypes: (types: Type[]) => void
}

/** What of the log is shown. */
export function DeliveryFilters({ states, types, onStates, onTypes }: DeliveryFiltersProps) {
  return (
    <div className="flex min-h-12 items-center gap-2 overflow-x-auto border-b px-4 py-2 [scrollbar-width:none] sm:px-7">
      <Filter
        label="State"
        all={deliveryStates}
        chosen={states}
        nameOf={(state) => deliveryFilterNames[state]}
        onChange={onStates}
      />
      <Filter label="Event" all={deliveredTypes} chosen={types} nameOf={(type) => type} onChange={onTypes} />
    </div>
  )
}

interface FilterProps<Value extends string> {
  label: string
  all: readonly Value[]
  chosen: readonly Value[]
  nameOf: (value: Value) => string
  onChange: (chosen: Value[]) => void
}

function Filter<Value extends string>({ label, all, chosen, nameOf, onChange }: FilterProps<Value>) {
  const value = chosen.length > 1 ? `${chosen.length} chosen` : chosen.map(nameOf).join()
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <FilterChip label={label} {...(value ? { value } : {})} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-h-80 overflow-y-auto">
        {all.map((one) => (
          <DropdownMenuCheckboxItem
            key={one}
            checked={chosen.includes(one)}
            onCheckedChange={(on) =>
              onChange(all.filter((other) => (other === one ? on : chosen.includes(other))))
            }
          >
            {capital(nameOf(one))}
          </DropdownMenuCheckboxItem>
        ))}
        {chosen.length > 0 && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => onChange([])}>Any {label.toLowerCase()}</DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

/** Types stay as they are written. */
const capital = (text: string) => (text.includes('.') ? text : text.charAt(0).toUpperCase() + text.slice(1))
