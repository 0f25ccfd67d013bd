'use client'

import { Search } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/input.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { holds } from '#lib/contracts/permissions.ts'
import { ApprovalMark, PermissionBox } from './permission-box.tsx'
import {
  type Access,
  accessOf,
  type CataloguePermission,
  isFound,
  namesOf,
  type ResourceChoice,
  resourceChoices,
  resourceName,
  withAccess,
} from './permission-choice.ts'

/** As many rows as one sees at a glance are simply there; of more, the first few, and a search for the others. */
const atAGlance = 12
const firstFew = 8

interface PermissionListProps {
  permissions: readonly CataloguePermission[]
  /** The names chosen so far. */
  chosen: readonly string[]
  held: ReadonlySet<string>
  /** Why a permission may not be given that one holds; undefined where it may. */
  refusalOf?: ((name: string) => string | undefined) | undefined
  /** Whether a permission is given only once somebody approves. */
  isAsked?: ((name: string) => boolean) | undefined
  onChosen: (names: string[]) => void
}

/** The organization's own permissions, a row for each resource. */
export function PermissionList(props: PermissionListProps) {
  const { permissions, chosen, held, refusalOf, isAsked, onChosen } = props
  const [text, setText] = useState('')
  const [all, setAll] = useState(false)
  const choices = resourceChoices(permissions)
  // What was chosen, or taken off again, stays in sight: no row goes away under the pointer.
  const [touched, setTouched] = useState(
    () =>
      new Set(
        choices
          .filter((one) => namesOf(one).some((name) => chosen.includes(name)))
          .map(({ resource }) => resource),
      ),
  )
  const many = choices.length > atAGlance
  const shown = choices.filter((choice, at) => {
    if (text.trim() !== '') return isFound(choice, permissions, text)
    return !many || all || at < firstFew || touched.has(choice.resource)
  })
  const choose = (choice: ResourceChoice, names: string[]) => {
    setTouched((before) => new Set(before).add(choice.resource))
    onChosen(names)
  }
  const hidden = choices.length - shown.length
  return (
    <>
      {many && (
        <div className="mb-3">
          <Input
            type="search"
            aria-label="Find a permission"
            placeholder="Find a permission"
            value={text}
            maxLength={100}
            lead={<Search aria-hidden="true" className="size-3.5" />}
            onChange={(event) => setText(event.target.value)}
            // What is found is chosen below; Enter is no reason to make the key.
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
            className="[&::-webkit-search-cancel-button]:hidden"
          />
        </div>
      )}
      <div className="border-t">
        {shown.map((choice) => (
          <ResourceRow
            key={choice.resource}
            choice={choice}
            chosen={chosen}
            held={held}
            refusalOf={refusalOf}
            isAsked={isAsked}
            onAccess={(access) => choose(choice, withAccess(choice, chosen, access))}
            onToggle={(name) =>
              choose(choice, chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
            }
          />
        ))}
        {shown.length === 0 && (
          <p className="border-b py-3 text-muted">No permission matches “{text.trim()}”.</p>
        )}
      </div>
      {hidden > 0 && text.trim() === '' && (
        <div className="border-b py-1.5">
          <Button variant="ghost" size="sm" className="-ml-2.75" onClick={() => setAll(true)}>
            Show {hidden} more
          </Button>
        </div>
      )}
    </>
  )
}

interface ResourceRowProps {
  choice: ResourceChoice
  chosen: readonly string[]
  held: ReadonlySet<string>
  refusalOf: PermissionListProps['refusalOf']
  isAsked: PermissionListProps['isAsked']
  onAccess: (access: Access) => void
  onToggle: (name: string) => void
}

function ResourceRow(props: ResourceRowProps) {
  const { choice, chosen, held, refusalOf, isAsked, onAccess, onToggle } = props
  const { resource, read, write, others } = choice
  const title = resource === '' ? 'Scopes' : resourceName(resource)
  const may = (name: string) => holds(held, name) && !refusalOf?.(name)
  const lacking = [read, write].filter((name) => name !== null && !holds(held, name))
  const refusals = [read, write].flatMap((name) => (name === null ? [] : (refusalOf?.(name) ?? [])))
  const asked = [read, write].filter((name) => name !== null && may(name) && isAsked?.(name))
  const options: { value: Access; label: string; disabled?: boolean }[] = [{ value: 'none', label: 'None' }]
  if (read) options.push({ value: 'read', label: 'Read', disabled: !may(read) })
  if (write) {
    options.push({ value: 'write', label: 'Write', disabled: !may(write) || (read !== null && !may(read)) })
  }
  return (
    <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b py-1.5">
      <div className="min-w-0">
        <p>{title}</p>
        {lacking.length > 0 && <p className="text-faint text-xs">You do not hold {lacking.join(' and ')}</p>}
        {lacking.length === 0 && refusals.length > 0 && (
          <p className="text-faint text-xs">{refusals.join('. ')}</p>
        )}
        {asked.length > 0 && (
          <p className="flex flex-wrap items-center gap-x-1.5 text-faint text-xs">
            {asked.map((name) => (name === read ? 'Read' : 'Write')).join(' and ')}
            <ApprovalMark strong={asked.some((name) => chosen.includes(name ?? ''))} />
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {others.map((name) => (
          <PermissionBox
            key={name}
            name={name}
            short
            chosen={chosen.includes(name)}
            may={may(name)}
            refusal={refusalOf?.(name)}
            asked={may(name) && isAsked?.(name) === true}
            onToggle={() => onToggle(name)}
          />
        ))}
        {options.length > 1 && (
          <Segmented
            label={title}
            size="sm"
            options={options}
            value={accessOf(choice, chosen)}
            onValueChange={onAccess}
          />
        )}
      </div>
    </div>
  )
}
