'use client'

import { useController, useFormContext, useWatch } from 'react-hook-form'
import { useFieldError } from '#components/form/field.tsx'
import { cn } from '#components/ui/cn.ts'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Select, type SelectOption } from '#components/ui/select.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { type Catalogue, effectiveChoice, levelPermissions, missing, refusal } from './grant-choice.ts'
import type { KeyFormInput } from './key-form.ts'
import { PermissionPicker } from './permission-picker.tsx'
import { useCatalogue } from './use-catalogue.ts'

/** What a key may do: by resource, through a role, through a level; with the set that comes of it. */
export function GrantField() {
  const known = useCatalogue()
  if (!known) return <Skeleton className="h-64 w-full" />
  return <Grant {...known} />
}

interface GrantProps {
  catalogue: Catalogue
  held: ReadonlySet<string>
}

function Grant({ catalogue, held }: GrantProps) {
  const { control } = useFormContext<KeyFormInput>()
  const { field } = useController({ control, name: 'permissions' })
  const error = useFieldError('permissions')
  return (
    <div className="grid gap-5">
      <div className="grid gap-4 sm:grid-cols-2">
        <RoleSelect catalogue={catalogue} held={held} />
        <LevelSelect catalogue={catalogue} held={held} />
      </div>
      <fieldset>
        <legend className="mb-1.5 font-medium">Permissions</legend>
        <PermissionPicker
          permissions={catalogue.permissions}
          chosen={field.value}
          held={held}
          onChosen={field.onChange}
        />
        {error && <InlineError className="mt-2">{error}</InlineError>}
      </fieldset>
      <EffectiveSet catalogue={catalogue} held={held} />
    </div>
  )
}

function RoleSelect({ catalogue, held }: GrantProps) {
  const chosen = useWatch<KeyFormInput, 'role'>({ name: 'role' })
  const role = catalogue.roles.find(({ id }) => id === chosen)
  const options = catalogue.roles.map(({ id, name, permissions }) => {
    const why = refusal(permissions, held)
    return { value: id, label: why ? `${name} (${why})` : name, disabled: why !== null }
  })
  return (
    <GrantSelect
      name="role"
      label="Role"
      placeholder="No role"
      options={options}
      hint={role && meaning(role.description, role.permissions.length)}
    />
  )
}

function LevelSelect({ catalogue, held }: GrantProps) {
  const chosen = useWatch<KeyFormInput, 'level'>({ name: 'level' })
  const rung = catalogue.levels.find(({ level }) => String(level) === chosen)
  const options = catalogue.levels.map(({ level, name }) => {
    const why = refusal(levelPermissions(level, catalogue.levels), held)
    const label = name ? `${level}: ${name}` : String(level)
    return { value: String(level), label: why ? `${label} (${why})` : label, disabled: why !== null }
  })
  return (
    <GrantSelect
      name="level"
      label="Level"
      placeholder="No level"
      options={options}
      hint={rung && meaning(rung.description, levelPermissions(rung.level, catalogue.levels).length)}
    />
  )
}

/** What a role or a level is, and how much it gives: the list of all of it is further down. */
function meaning(description: string, count: number): string {
  const gives = count === 1 ? '1 permission' : `${count} permissions`
  return description ? `${description}: ${gives}` : gives
}

interface GrantSelectProps {
  name: 'role' | 'level'
  label: string
  placeholder: string
  options: readonly SelectOption[]
  hint: string | undefined
}

function GrantSelect({ name, label, placeholder, options, hint }: GrantSelectProps) {
  const { register } = useFormContext<KeyFormInput>()
  const error = useFieldError(name)
  const id = `grant-${name}`
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <Select
        id={id}
        options={options}
        placeholder={placeholder}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...register(name)}
      />
      {error && <InlineError>{error}</InlineError>}
      {hint && (
        <p id={`${id}-hint`} className="text-muted text-xs">
          {hint}
        </p>
      )}
    </div>
  )
}

function EffectiveSet({ catalogue, held }: GrantProps) {
  const [permissions, role, level] = useWatch<KeyFormInput, ['permissions', 'role', 'level']>({
    name: ['permissions', 'role', 'level'],
  })
  const effective = effectiveChoice({ permissions, role, level }, catalogue)
  const lacking = new Set(missing(effective, held))
  return (
    <section aria-live="polite">
      <h4 className="mb-1.5 font-medium">
        It will hold{' '}
        <span className="font-normal text-faint">
          {effective.length === 0
            ? 'nothing'
            : `${effective.length} ${effective.length === 1 ? 'permission' : 'permissions'}`}
        </span>
      </h4>
      {effective.length === 0 ? (
        <p className="text-muted">A key that holds nothing proves who it is, and no more.</p>
      ) : (
        <ul className="flex flex-wrap gap-1">
          {effective.map((name) => (
            <li
              key={name}
              className={cn(
                'rounded-sm bg-wash px-1.5 py-0.5 font-mono text-xs',
                lacking.has(name) && 'bg-danger-tint text-danger',
              )}
            >
              {name}
            </li>
          ))}
        </ul>
      )}
      {lacking.size > 0 && (
        <InlineError className="mt-2">
          You do not hold what is marked, so you cannot give it: take it off, or ask an owner.
        </InlineError>
      )}
    </section>
  )
}
