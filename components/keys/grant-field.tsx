'use client'

import { ChevronRight } from 'lucide-react'
import { useController, useFormContext, useWatch } from 'react-hook-form'
import { useFieldError } from '#components/form/field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { cn } from '#components/ui/cn.ts'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { holds } from '#lib/contracts/permissions.ts'
import { resourceName } from './access-summary.ts'
import {
  type Access,
  accessOf,
  type Catalogue,
  effectiveChoice,
  levelPermissions,
  missing,
  type ResourceChoice,
  refusal,
  resourceChoices,
  withAccess,
} from './grant-choice.ts'
import type { KeyFormInput } from './key-form.ts'
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
  const builtIn = catalogue.permissions.filter((permission) => permission.builtIn)
  const toggle = (name: string) =>
    field.onChange(
      field.value.includes(name) ? field.value.filter((one) => one !== name) : [...field.value, name],
    )
  return (
    <div className="grid gap-5">
      <div className="grid gap-4 sm:grid-cols-2">
        <RoleSelect catalogue={catalogue} held={held} />
        <LevelSelect catalogue={catalogue} held={held} />
      </div>
      <fieldset>
        <legend className="mb-1 font-medium">Permissions</legend>
        <div className="border-t">
          {resourceChoices(catalogue.permissions).map((choice) => (
            <ResourceRow
              key={choice.resource}
              choice={choice}
              chosen={field.value}
              held={held}
              onAccess={(access) => field.onChange(withAccess(choice, field.value, access))}
              onToggle={toggle}
            />
          ))}
        </div>
        {builtIn.length > 0 && (
          <details className="group border-b" open={builtIn.some(({ name }) => field.value.includes(name))}>
            <summary className="flex h-10 cursor-pointer list-none items-center gap-2 text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
              <ChevronRight
                aria-hidden="true"
                className="size-4 text-faint transition-transform duration-100 group-open:rotate-90"
              />
              On Latchwork itself
            </summary>
            <div className="grid gap-x-4 gap-y-2 pb-4 sm:grid-cols-2">
              {builtIn.map(({ name, description }) => (
                <PermissionBox
                  key={name}
                  name={name}
                  description={description}
                  chosen={field.value.includes(name)}
                  may={holds(held, name)}
                  onToggle={() => toggle(name)}
                />
              ))}
            </div>
          </details>
        )}
        {error && <InlineError className="mt-2">{error}</InlineError>}
      </fieldset>
      <EffectiveSet catalogue={catalogue} held={held} />
    </div>
  )
}

function RoleSelect({ catalogue, held }: GrantProps) {
  const { register } = useFormContext<KeyFormInput>()
  const error = useFieldError('role')
  const options = catalogue.roles.map((role) => {
    const why = refusal(role.permissions, held)
    return { value: role.id, label: why ? `${role.name} (${why})` : role.name, disabled: why !== null }
  })
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor="grant-role" className="font-medium">
        Role
      </label>
      <Select id="grant-role" options={options} placeholder="No role" {...register('role')} />
      {error && <InlineError>{error}</InlineError>}
    </div>
  )
}

function LevelSelect({ catalogue, held }: GrantProps) {
  const { register } = useFormContext<KeyFormInput>()
  const error = useFieldError('level')
  const options = catalogue.levels.map(({ level, name }) => {
    const why = refusal(levelPermissions(level, catalogue.levels), held)
    const label = name ? `${level}: ${name}` : String(level)
    return { value: String(level), label: why ? `${label} (${why})` : label, disabled: why !== null }
  })
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor="grant-level" className="font-medium">
        Level
      </label>
      <Select id="grant-level" options={options} placeholder="No level" {...register('level')} />
      {error && <InlineError>{error}</InlineError>}
    </div>
  )
}

interface ResourceRowProps {
  choice: ResourceChoice
  chosen: readonly string[]
  held: ReadonlySet<string>
  onAccess: (access: Access) => void
  onToggle: (name: string) => void
}

function ResourceRow({ choice, chosen, held, onAccess, onToggle }: ResourceRowProps) {
  const { resource, read, write, others } = choice
  const lacking = [read, write].filter((name) => name !== null && !holds(held, name))
  const options: { value: Access; label: string; disabled?: boolean }[] = [{ value: 'none', label: 'None' }]
  if (read) options.push({ value: 'read', label: 'Read', disabled: !holds(held, read) })
  if (write) {
    const may = holds(held, write) && (read === null || holds(held, read))
    options.push({ value: 'write', label: 'Write', disabled: !may })
  }
  return (
    <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b py-1.5">
      <div className="min-w-0">
        <p>{resourceName(resource)}</p>
        {lacking.length > 0 && <p className="text-faint text-xs">You do not hold {lacking.join(' and ')}</p>}
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {others.map((name) => (
          <PermissionBox
            key={name}
            name={name}
            short
            chosen={chosen.includes(name)}
            may={holds(held, name)}
            onToggle={() => onToggle(name)}
          />
        ))}
        {options.length > 1 && (
          <Segmented
            label={resourceName(resource)}
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

interface PermissionBoxProps {
  name: string
  description?: string
  /** Only the action: beside a resource that is named. */
  short?: boolean
  chosen: boolean
  may: boolean
  onToggle: () => void
}

/** One permission to tick. What one does not hold can be taken off, never put on. */
function PermissionBox({ name, description, short, chosen, may, onToggle }: PermissionBoxProps) {
  const id = `grant-${name}`
  const why = may ? description : `You do not hold ${name}, so no key you make can`
  const label = short ? name.slice(name.indexOf(':') + 1).replaceAll(':', ' ') : name
  const box = (
    <label
      htmlFor={id}
      className={cn(
        'inline-flex min-h-6 items-center gap-2',
        !may && 'text-faint',
        !short && 'font-mono text-xs',
      )}
    >
      <Checkbox id={id} checked={chosen} disabled={!may && !chosen} onChange={onToggle} aria-label={name} />
      {label}
    </label>
  )
  return why ? <Tooltip content={why}>{box}</Tooltip> : box
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
