'use client'

import { useController, useFormContext, useWatch } from 'react-hook-form'
import { useFieldError } from '#components/form/field.tsx'
import { ApprovalMark } from '#components/form/permission-box.tsx'
import { PermissionPicker } from '#components/form/permission-picker.tsx'
import { cn } from '#components/ui/cn.ts'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Select, type SelectOption } from '#components/ui/select.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { holds } from '#lib/contracts/permissions.ts'
import type { EffectivePolicy } from '#lib/contracts/policies.ts'
import { ApprovalNote } from './approval-note.tsx'
import {
  type Catalogue,
  cutChoice,
  effectiveChoice,
  levelPermissions,
  limitOf,
  missing,
  refusal,
} from './grant-choice.ts'
import type { KeyFormInput } from './key-form.ts'
import { banOf, needing } from './policy-form.ts'
import { useCatalogue } from './use-catalogue.ts'
import { useKeyPolicy } from './use-policy.ts'

/** What a key may do: by resource, through a role, through a level; with the set that comes of it. */
export function GrantField({ before }: GrantFieldProps) {
  const projectId = useWatch<KeyFormInput, 'projectId'>({ name: 'projectId' })
  const known = useCatalogue(projectId)
  const policy = useKeyPolicy(projectId)
  if (!known) return <Skeleton className="h-64 w-full" />
  return <Grant {...known} policy={policy} before={before} />
}

interface GrantFieldProps {
  /** What the key holds already; nothing, of a new one. */
  before: readonly string[]
}

interface GrantProps {
  policy?: EffectivePolicy | undefined
  catalogue: Catalogue
  held: ReadonlySet<string>
}

function Grant({ catalogue, held, policy, before }: GrantProps & GrantFieldProps) {
  const { control } = useFormContext<KeyFormInput>()
  const { field } = useController({ control, name: 'permissions' })
  const error = useFieldError('permissions')
  const needs = policy?.needsApproval ?? []
  const isAsked = (name: string) => needing([name], before, needs).length > 0
  return (
    <div className="grid gap-5">
      <div className="grid gap-4 sm:grid-cols-2">
        <RoleSelect catalogue={catalogue} held={held} policy={policy} />
        <LevelSelect catalogue={catalogue} held={held} policy={policy} />
      </div>
      <fieldset>
        <legend className="mb-1.5 font-medium">Permissions</legend>
        {catalogue.permissions.some(({ name }) => holds(held, name) && isAsked(name)) && (
          <p className="mb-2 text-muted">
            What is marked <ApprovalMark strong={false} /> the key goes without until an owner or admin
            approves.
          </p>
        )}
        <PermissionPicker
          permissions={catalogue.permissions}
          chosen={field.value}
          held={held}
          refusalOf={(name) => banOf(name, policy) ?? limitOf(name, catalogue)}
          isAsked={isAsked}
          onChosen={field.onChange}
        />
        {error && <InlineError className="mt-2">{error}</InlineError>}
      </fieldset>
      <EffectiveSet catalogue={catalogue} held={held} needs={needs} before={before} />
      <ApprovalNote catalogue={catalogue} needs={needs} before={before} />
    </div>
  )
}

function RoleSelect({ catalogue, held, policy }: GrantProps) {
  const chosen = useWatch<KeyFormInput, 'role'>({ name: 'role' })
  const role = catalogue.roles.find(({ id }) => id === chosen)
  const options = catalogue.roles.map(({ id, name, permissions }) => {
    const why = refusal(permissions, held) ?? banIn(permissions, policy)
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

function LevelSelect({ catalogue, held, policy }: GrantProps) {
  const chosen = useWatch<KeyFormInput, 'level'>({ name: 'level' })
  const rung = catalogue.levels.find(({ level }) => String(level) === chosen)
  const options = catalogue.levels.map(({ level, name }) => {
    const all = levelPermissions(level, catalogue.levels)
    const why = refusal(all, held) ?? banIn(all, policy)
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

/** Why a role or a level cannot be given that holds what is banned, or null. */
const banIn = (permissions: readonly string[], policy: EffectivePolicy | undefined): string | null =>
  permissions.map((name) => banOf(name, policy)).find((why) => why !== undefined) ?? null

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

interface EffectiveSetProps extends Omit<GrantProps, 'policy'>, GrantFieldProps {
  /** What the person gives only with an approval. */
  needs: readonly string[]
}

function EffectiveSet({ catalogue, held, needs, before }: EffectiveSetProps) {
  const [permissions, role, level] = useWatch<KeyFormInput, ['permissions', 'role', 'level']>({
    name: ['permissions', 'role', 'level'],
  })
  const effective = effectiveChoice({ permissions, role, level }, catalogue)
  const lacking = new Set(missing(effective, held))
  const cut = cutChoice({ permissions, role, level }, catalogue)
  const waiting = new Set(effective.filter((name) => needing([name], before, needs).length > 0))
  return (
    <section aria-live="polite">
      <h4 className="mb-1.5 font-medium">
        It will hold{' '}
        <span className="font-normal text-faint">
          {effective.length === 0
            ? 'nothing'
            : `${effective.length} ${effective.length === 1 ? 'permission' : 'permissions'}`}
          {waiting.size > 0 && `, ${waiting.size} of them once approved`}
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
                waiting.has(name) &&
                  'bg-transparent text-muted outline-1 -outline-offset-1 outline-line outline-dashed',
                lacking.has(name) && 'bg-danger-tint text-danger',
              )}
            >
              {name}
              {waiting.has(name) && <span className="sr-only">, once approved</span>}
            </li>
          ))}
        </ul>
      )}
      {cut.length > 0 && (
        <p className="mt-2 text-muted">
          The project does not allow its keys {cut.slice(0, 3).join(', ')}
          {cut.length > 3 && ` and ${cut.length - 3} more`}: what would come of it is left out.
        </p>
      )}
      {lacking.size > 0 && (
        <InlineError className="mt-2">
          You do not hold what is marked, so you cannot give it: take it off, or ask an owner.
        </InlineError>
      )}
    </section>
  )
}
