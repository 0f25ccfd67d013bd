'use client'

import { useId } from 'react'
import { useController, useFormContext, useWatch } from 'react-hook-form'
import { useFieldError } from '#components/form/field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { type NoticeName, noticeNames, noticeTypes } from '#lib/contracts/notices.ts'
import type { EndpointFormInput } from './endpoint-form.ts'

const groupNames: Readonly<Record<string, string>> = {
  key: 'Keys',
  member: 'Members',
  organization: 'Organization',
  webhook: 'Webhooks',
}

/** The types by what they are about, in their own order. */
const groups = [...Map.groupBy(noticeNames, (name) => name.slice(0, name.indexOf('.')))].map(
  ([about, names]) => ({ title: groupNames[about] ?? about, names }),
)

/** What an endpoint is told of: everything, or chosen types by what they are about. */
export function EventTypesField() {
  const { control } = useFormContext<EndpointFormInput>()
  const { field: told } = useController({ control, name: 'told' })
  const chosen = useWatch<EndpointFormInput, 'told'>({ name: 'told' }) === 'chosen'
  const error = useFieldError('types')
  return (
    <div className="grid gap-3">
      <RadioGroup
        label="Told of"
        options={[
          { value: 'everything', label: 'Everything', description: 'Also what later versions tell of.' },
          { value: 'chosen', label: 'Chosen events' },
        ]}
        value={told.value}
        onValueChange={told.onChange}
      />
      {chosen && (
        <div className="grid gap-5 pl-6.5">
          {groups.map(({ title, names }) => (
            <EventGroup key={title} title={title} names={names} />
          ))}
        </div>
      )}
      {error && <InlineError className="pl-6.5">{error}</InlineError>}
    </div>
  )
}

function EventGroup({ title, names }: { title: string; names: readonly NoticeName[] }) {
  const { control } = useFormContext<EndpointFormInput>()
  const { field } = useController({ control, name: 'types' })
  const id = useId()
  const held = new Set(field.value)
  const count = names.filter((name) => held.has(name)).length
  const set = (changed: readonly NoticeName[], on: boolean) =>
    field.onChange(noticeNames.filter((name) => (changed.includes(name) ? on : held.has(name))))
  return (
    <fieldset className="grid gap-2">
      <legend className="sr-only">{title}</legend>
      <div className="flex items-center gap-2.5">
        <Checkbox
          id={`${id}-all`}
          checked={count === names.length}
          indeterminate={count > 0 && count < names.length}
          onChange={(event) => set(names, event.target.checked)}
        />
        <label htmlFor={`${id}-all`} className="font-medium">
          {title}
          <span className="sr-only">, all of them</span>
        </label>
      </div>
      <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {names.map((name) => (
          <li key={name} className="flex items-start gap-2.5">
            <Checkbox
              id={`${id}-${name}`}
              className="mt-0.5"
              checked={held.has(name)}
              onChange={(event) => set([name], event.target.checked)}
            />
            <label htmlFor={`${id}-${name}`} className="min-w-0">
              {noticeTypes[name].title}
              <span className="block truncate font-mono text-faint text-xs">{name}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
