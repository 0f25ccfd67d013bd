'use client'

import { useId, useState } from 'react'
import { Avatar } from '#components/ui/avatar.tsx'
import { ComboboxList } from '#components/ui/combobox.tsx'
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { FilterChip } from '#components/ui/filter-chip.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '#components/ui/popover.tsx'
import { useOperation } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { keyStatuses } from '#lib/contracts/api-key.ts'
import { listPermissions } from '#lib/contracts/catalogue.ts'
import { keySorts } from '#lib/contracts/keys.ts'
import { listOwners } from '#lib/contracts/organizations.ts'
import {
  endsChoices,
  endsNames,
  type ListState,
  sortNames,
  unusedChoices,
  unusedNames,
} from './list-state.ts'

interface KeyFiltersProps {
  state: ListState
  onChange: (change: Partial<ListState>) => void
}

/** Filters and order of the list; all of it is in the address. */
export function KeyFilters({ state, onChange }: KeyFiltersProps) {
  return (
    <div className="flex min-h-12 items-center gap-2 overflow-x-auto px-4 py-2 [scrollbar-width:none] sm:px-7">
      <StatusFilter state={state} onChange={onChange} />
      <OwnerFilter state={state} onChange={onChange} />
      <PermissionFilter state={state} onChange={onChange} />
      <UnusedFilter state={state} onChange={onChange} />
      <EndsFilter state={state} onChange={onChange} />
      <UseFilter state={state} onChange={onChange} />
      <SortMenu state={state} onChange={onChange} />
    </div>
  )
}

function StatusFilter({ state, onChange }: KeyFiltersProps) {
  const chosen = state.status
  const value = chosen.length > 2 ? `${chosen.length} chosen` : chosen.join(', ')
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <FilterChip label="Status" {...(value ? { value } : {})} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        {keyStatuses.map((status) => (
          <DropdownMenuCheckboxItem
            key={status}
            checked={chosen.includes(status)}
            onCheckedChange={(on) =>
              onChange({ status: keyStatuses.filter((one) => (one === status ? on : chosen.includes(one))) })
            }
          >
            {status.charAt(0).toUpperCase() + status.slice(1)}
          </DropdownMenuCheckboxItem>
        ))}
        {chosen.length > 0 && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => onChange({ status: [] })}>Any status</DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function OwnerFilter({ state, onChange }: KeyFiltersProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const q = useDebounced(text.trim())
  const owners = useOperation(listOwners, q ? { q, limit: 50 } : { limit: 50 }, {
    enabled: open || state.owner !== null,
    keepPrevious: true,
  })
  const listId = useId()
  const items = owners.data?.items ?? []
  const name = items.find((owner) => owner.id === state.owner)?.name
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <FilterChip label="Owner" {...(state.owner ? { value: name ?? 'chosen' } : {})} />
      </PopoverTrigger>
      <PopoverContent aria-label="Owner" className="w-72 p-0">
        <ComboboxList
          label="Owner"
          listId={listId}
          value={state.owner}
          clearLabel="Anyone"
          onValueChange={() => undefined}
          onChoose={(owner) => {
            onChange({ owner })
            setOpen(false)
          }}
          onSearch={setText}
          searching={owners.isFetching}
          options={items.map((owner) => ({
            value: owner.id,
            label: owner.name,
            lead: <Avatar name={owner.name} machine={owner.type === 'service_account'} className="size-5" />,
          }))}
        />
      </PopoverContent>
    </Popover>
  )
}

function PermissionFilter({ state, onChange }: KeyFiltersProps) {
  const [open, setOpen] = useState(false)
  const catalogue = useOperation(listPermissions, {}, { enabled: open })
  const listId = useId()
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <FilterChip label="Permission" {...(state.permission ? { value: state.permission } : {})} />
      </PopoverTrigger>
      <PopoverContent aria-label="Permission" className="w-80 p-0">
        <ComboboxList
          label="Permission"
          listId={listId}
          value={state.permission}
          clearLabel="Any permission"
          onValueChange={() => undefined}
          onChoose={(permission) => {
            onChange({ permission })
            setOpen(false)
          }}
          searching={catalogue.isPending}
          options={(catalogue.data?.items ?? []).map(({ name, description }) => ({
            value: name,
            label: name,
            hint: description,
          }))}
        />
      </PopoverContent>
    </Popover>
  )
}

function UnusedFilter({ state, onChange }: KeyFiltersProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <FilterChip label="Unused since" {...(state.unused ? { value: unusedNames[state.unused] } : {})} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuRadioGroup
          value={state.unused ?? ''}
          onValueChange={(value) => onChange({ unused: unusedChoices.find((one) => one === value) ?? null })}
        >
          <DropdownMenuRadioItem value="">Used or not</DropdownMenuRadioItem>
          {unusedChoices.map((choice) => (
            <DropdownMenuRadioItem key={choice} value={choice}>
              {choice === 'never' ? 'Never used' : `Not in ${unusedNames[choice]}`}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function EndsFilter({ state, onChange }: KeyFiltersProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <FilterChip label="Expires" {...(state.ends ? { value: endsNames[state.ends] } : {})} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuRadioGroup
          value={state.ends ?? ''}
          onValueChange={(value) => onChange({ ends: endsChoices.find((one) => one === value) ?? null })}
        >
          <DropdownMenuRadioItem value="">Whenever</DropdownMenuRadioItem>
          {endsChoices.map((choice) => (
            <DropdownMenuRadioItem key={choice} value={choice}>
              {choice === 'never' ? 'Never' : `With${endsNames[choice]}`}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function UseFilter({ state, onChange }: KeyFiltersProps) {
  const chosen = state.excess === null ? '' : String(state.excess)
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <FilterChip
          label="Holds"
          {...(state.excess === null ? {} : { value: state.excess ? 'more than it uses' : 'what it uses' })}
        />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuRadioGroup
          value={chosen}
          onValueChange={(value) => onChange({ excess: value === '' ? null : value === 'true' })}
        >
          <DropdownMenuRadioItem value="">Whatever</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="true">More than it used in 90 days</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="false">
            No more than it uses, as far as is known
          </DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function SortMenu({ state, onChange }: KeyFiltersProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <button
          type="button"
          className="ml-auto shrink-0 whitespace-nowrap rounded-sm py-1 pl-4 text-faint hover:text-ink data-[state=open]:text-ink"
        >
          Sorted by {sortNames[state.sort]}
        </button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuRadioGroup
          value={state.sort}
          onValueChange={(value) =>
            onChange({ sort: keySorts.find((sort) => sort === value) ?? '-createdAt' })
          }
        >
          {keySorts.map((sort) => (
            <DropdownMenuRadioItem key={sort} value={sort}>
              {sortNames[sort].charAt(0).toUpperCase() + sortNames[sort].slice(1)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
