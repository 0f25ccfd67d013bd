'use client'

import { useWatch } from 'react-hook-form'
import { SelectField } from '#components/form/select-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { type EndpointFormInput, everyProject } from './endpoint-form.ts'
import { EventTypesField } from './event-types-field.tsx'
import { useProjects } from './use-projects.ts'

/** The fields of an endpoint. */
export function EndpointFields({ editing }: { editing: boolean }) {
  const { projects } = useProjects()
  const chosen = useWatch<EndpointFormInput, 'projectId'>({ name: 'projectId' })
  return (
    <>
      <TextField<EndpointFormInput>
        name="url"
        label="Address"
        mono
        maxLength={2000}
        spellCheck={false}
        inputMode="url"
        autoComplete="off"
        autoFocus={!editing}
        placeholder="https://hooks.example.com/latchwork"
        hint="An https address that the public internet reaches."
      />
      <TextField<EndpointFormInput>
        name="description"
        label="Description"
        optional
        maxLength={200}
        placeholder="Tells the on-call channel"
      />
      <SelectField<EndpointFormInput>
        name="projectId"
        label="Project"
        options={[
          { value: everyProject, label: 'Every project, and the organization' },
          ...projects
            .filter(({ id, archivedAt }) => !archivedAt || id === chosen)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <EventTypesField />
    </>
  )
}
