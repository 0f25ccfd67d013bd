'use client'

import { type FormEvent, useId, useState } from 'react'
import { Avatar } from '#components/ui/avatar.tsx'
import { Button } from '#components/ui/button.tsx'
import { ComboboxList, type ComboboxOption } from '#components/ui/combobox.tsx'
import { FilterChip } from '#components/ui/filter-chip.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { Label } from '#components/ui/label.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '#components/ui/popover.tsx'
import { useOperation } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { ipRange } from '#lib/contracts/api-key.ts'
import { actorTypes } from '#lib/contracts/audit.ts'
import { auditActions } from '#lib/contracts/audit-actions.ts'
import { listKeys } from '#lib/contracts/keys.ts'
import { listOwners } from '#lib/contracts/organizations.ts'
import { listProjects } from '#lib/contracts/projects.ts'
import { actionWords, chosenActions, nounsOf, nounWords, sentence } from './action-words.ts'
import type { AuditState } from './audit-state.ts'
import { WhenFilter } from './when-filter.tsx'

export interface AuditFiltersProps {
  state: AuditState
  onChange: (change: Partial<AuditState>) => void
  /** Names by ids, of what the page shows already. */
  names: ReadonlyMap<string, string>
  /** Whether the filters are on, and can be taken away. */
  onClear: (() => void) | null
}

/** What narrows the log; all of it is in the address. */
export function AuditFilters({ onClear, ...props }: AuditFiltersProps) {
  return (
    <div className="flex min-h-12 items-center gap-2 overflow-x-auto px-4 py-2 [scrollbar-width:none] sm:px-7">
      <ActorFilter {...props} />
      <ActionFilter {...props} />
      <TargetFilter {...props} />
      <ProjectFilter {...props} />
      <WhenFilter {...props} />
      <AddressFilter {...props} />
      {onClear && (
        <button
          type="button"
          onClick={onClear}
          className="ml-1 shrink-0 whitespace-nowrap rounded-sm py-1 text-faint hover:text-ink"
        >
          Clear filters
        </button>
      )}
    </div>
  )
}

type FilterProps = Omit<AuditFiltersProps, 'onClear'>

interface PickProps {
  label: string
  /** What is chosen, in words; null: the filter is off. */
  value: string | null
  chosen: string | null
  clearLabel: string
  onChoose: (value: string | null) => void
  options: (text: string, open: boolean) => { items: readonly ComboboxOption[]; searching: boolean }
  /** The server looks for the words that are typed; else the options are filtered here. */
  asks?: boolean
}

/** A chip that opens a list to search in. */
function Pick({ label, value, chosen, clearLabel, onChoose, options, asks = false }: PickProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const listId = useId()
  const { items, searching } = options(useDebounced(text.trim()), open)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <FilterChip label={label} {...(value ? { value } : {})} />
      </PopoverTrigger>
      <PopoverContent aria-label={label} className="w-80 p-0">
        <ComboboxList
          label={label}
          listId={listId}
          value={chosen}
          clearLabel={clearLabel}
          onValueChange={() => undefined}
          onChoose={(next) => {
            onChoose(next)
            setOpen(false)
          }}
          {...(asks ? { onSearch: setText } : {})}
          searching={searching}
          options={items}
        />
      </PopoverContent>
    </Popover>
  )
}

const kindNames = { user: 'Every person', key: 'Every key', system: 'Latchwork itself' } as const

/** People and keys by their names, as far as the person may see them. */
function usePeopleAndKeys(q: string, open: boolean) {
  const wanted = q ? { q, limit: 20 } : { limit: 20 }
  const owners = useOperation(listOwners, wanted, { enabled: open, keepPrevious: true })
  const keys = useOperation(listKeys, wanted, { enabled: open, keepPrevious: true })
  return {
    owners: owners.data?.items ?? [],
    keys: keys.data?.items ?? [],
    searching: owners.isFetching || keys.isFetching,
  }
}

const ownerOption = (owner: { id: string; name: string; type: string }, value: string): ComboboxOption => ({
  value,
  label: owner.name,
  lead: <Avatar name={owner.name} machine={owner.type === 'service_account'} className="size-5" />,
})

function ActorFilter({ state, onChange, names }: FilterProps) {
  const { actor, actorType } = state
  const value = actor ? (names.get(actor) ?? 'chosen') : actorType ? kindNames[actorType].toLowerCase() : null
  return (
    <Pick
      label="Actor"
      value={value}
      chosen={actor ?? actorType}
      clearLabel="Anyone"
      asks
      onChoose={(chosen) => {
        const kind = actorTypes.find((one) => one === chosen) ?? null
        onChange({ actorType: kind, actor: kind ? null : chosen })
      }}
      options={useActorOptions}
    />
  )
}

function useActorOptions(q: string, open: boolean) {
  const { owners, keys, searching } = usePeopleAndKeys(q, open)
  const items = [
    ...(q ? [] : actorTypes.map((type) => ({ value: type, label: kindNames[type] }))),
    ...owners.filter(({ type }) => type === 'user').map((owner) => ownerOption(owner, owner.id)),
    ...keys.map((key) => ({ value: key.id, label: key.name, hint: 'key' })),
  ]
  return { items, searching }
}

const indent = <span aria-hidden="true" className="w-2 shrink-0" />

const actionOptions: readonly ComboboxOption[] = nounsOf(auditActions).flatMap((noun) => [
  { value: noun, label: nounWords(noun), hint: 'everything' },
  ...auditActions
    .filter((action) => action.startsWith(noun))
    .map((action) => ({ value: action, label: sentence(actionWords(action)), hint: action, lead: indent })),
])

const allActions = () => ({ items: actionOptions, searching: false })

function ActionFilter({ state, onChange }: FilterProps) {
  return (
    <Pick
      label="Action"
      value={chosenActions(state.action)}
      chosen={state.action.length === 1 ? (state.action[0] ?? null) : null}
      clearLabel="Any action"
      onChoose={(action) => onChange({ action: action ? [action] : [] })}
      options={allActions}
    />
  )
}

function TargetFilter({ state, onChange, names }: FilterProps) {
  const { target, targetType } = state
  const value = target ? (names.get(target) ?? 'chosen') : targetType ? targetType.replaceAll('_', ' ') : null
  return (
    <Pick
      label="Target"
      value={value}
      chosen={target ? `${targetType}:${target}` : null}
      clearLabel="Anything"
      asks
      onChoose={(chosen) => {
        const [type = null, id = null] = chosen?.split(':') ?? []
        onChange({ targetType: type, target: id })
      }}
      options={useTargetOptions}
    />
  )
}

function useTargetOptions(q: string, open: boolean) {
  const { owners, keys, searching } = usePeopleAndKeys(q, open)
  const items = [
    ...keys.map((key) => ({ value: `key:${key.id}`, label: key.name, hint: 'key' })),
    ...owners.map((owner) => ownerOption(owner, `${owner.type}:${owner.id}`)),
  ]
  return { items, searching }
}

function ProjectFilter({ state, onChange, names }: FilterProps) {
  return (
    <Pick
      label="Project"
      value={state.project ? (names.get(state.project) ?? 'chosen') : null}
      chosen={state.project}
      clearLabel="Any project, or none"
      asks
      onChoose={(project) => onChange({ project })}
      options={useProjectOptions}
    />
  )
}

function useProjectOptions(q: string, open: boolean) {
  const projects = useOperation(listProjects, q ? { q } : {}, { enabled: open, keepPrevious: true })
  const items = (projects.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return { items, searching: projects.isFetching }
}

function AddressFilter({ state, onChange }: FilterProps) {
  const [open, setOpen] = useState(false)
  const [wrong, setWrong] = useState(false)
  const id = useId()
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const address = String(new FormData(event.currentTarget).get('address')).trim()
    if (address !== '' && !ipRange.safeParse(address).success) return setWrong(true)
    onChange({ address: address || null })
    setWrong(false)
    setOpen(false)
  }
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <FilterChip label="Address" {...(state.address ? { value: state.address } : {})} />
      </PopoverTrigger>
      <PopoverContent aria-label="Address" className="w-72">
        <form onSubmit={apply} noValidate className="grid gap-2">
          <Label htmlFor={id}>From an address or a network</Label>
          <Input
            id={id}
            name="address"
            mono
            defaultValue={state.address ?? ''}
            placeholder="203.0.113.0/24"
            aria-invalid={wrong || undefined}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
            maxLength={50}
          />
          {wrong && (
            <InlineError id={`${id}-wrong`}>
              Expected an address or a range such as 203.0.113.0/24
            </InlineError>
          )}
          <div className="flex justify-end gap-2">
            {state.address && (
              <Button
                size="sm"
                variant="ghost"
                onClick={() => {
                  onChange({ address: null })
                  setOpen(false)
                }}
              >
                Any address
              </Button>
            )}
            <Button size="sm" type="submit">
              Apply
            </Button>
          </div>
        </form>
      </PopoverContent>
    </Popover>
  )
}
