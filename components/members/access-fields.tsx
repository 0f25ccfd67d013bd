'use client'

import { useId } from 'react'
import { useController, useFormContext, useWatch } from 'react-hook-form'
import { useFieldError } from '#components/form/field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { useOperation } from '#lib/client/query.ts'
import { governs } from '#lib/contracts/members.ts'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import { listProjects } from '#lib/contracts/projects.ts'
import type { AccessValues } from './access-form.ts'
import { roleWords } from './role-words.ts'

/** What somebody may do, and in which projects. `roles` are those that may be given. */
export function AccessFields({ roles }: { roles: readonly MemberRole[] }) {
  const { setValue } = useFormContext<AccessValues>()
  const role = useWatch<AccessValues, 'role'>({ name: 'role' })
  return (
    <>
      <RadioGroup
        label="Role"
        value={role}
        onValueChange={(value) => setValue('role', value, { shouldDirty: true })}
        options={roles.map((value) => ({
          value,
          label: roleWords[value].name,
          description: roleWords[value].about,
        }))}
      />
      {governs(role) ? (
        <p className="text-muted">
          {role === 'OWNER' ? 'An owner' : 'An admin'} reaches every project, those to come included.
        </p>
      ) : (
        <ProjectsField />
      )}
    </>
  )
}

function ProjectsField() {
  const { control, setValue } = useFormContext<AccessValues>()
  const scope = useWatch<AccessValues, 'scope'>({ name: 'scope' })
  const { field } = useController({ control, name: 'projectIds' })
  const error = useFieldError('projectIds')
  const group = useId()
  const projects = useOperation(listProjects, { limit: 200 }, { enabled: scope === 'some' })
  // Of those that are archived only what somebody is limited to already, to be taken away.
  const offered = projects.data?.items.filter(({ id, archivedAt }) => !archivedAt || field.value.includes(id))
  const toggle = (id: string, on: boolean) =>
    field.onChange(on ? [...field.value, id] : field.value.filter((each) => each !== id))
  return (
    <div className="grid gap-2">
      <RadioGroup
        label="Projects"
        value={scope}
        onValueChange={(value) => setValue('scope', value, { shouldDirty: true })}
        options={[
          { value: 'all', label: 'All projects', description: 'Those to come included.' },
          { value: 'some', label: 'Only these', description: 'Everything else is out of sight.' },
        ]}
      />
      {scope === 'some' && (
        <fieldset
          className="ml-6.5 grid max-h-52 content-start gap-0.5 overflow-y-auto rounded-md border p-1.5"
          aria-describedby={error ? 'projects-error' : undefined}
        >
          <legend className="sr-only">Only these projects</legend>
          {offered?.map(({ id, name }) => (
            <div
              key={id}
              className="flex min-h-8 items-center gap-2.5 rounded-sm px-2 pointer-coarse:min-h-10"
            >
              <Checkbox
                id={`${group}-${id}`}
                checked={field.value.includes(id)}
                onChange={(event) => toggle(id, event.target.checked)}
                onBlur={field.onBlur}
              />
              <label htmlFor={`${group}-${id}`} className="min-w-0 flex-1 truncate py-1">
                {name}
              </label>
            </div>
          ))}
          {!projects.data && (
            <p role="status" className="px-2 py-1.5 text-faint">
              {projects.error ? projects.error.message : 'Loading projects …'}
            </p>
          )}
        </fieldset>
      )}
      {error && (
        <InlineError id="projects-error" className="ml-6.5">
          {error}
        </InlineError>
      )}
    </div>
  )
}
