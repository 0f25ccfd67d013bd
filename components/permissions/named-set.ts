import { z } from 'zod'
import type { FieldChange } from '#components/shell/edit-conflict.tsx'
import { createRoleBody } from '#lib/contracts/roles.ts'

/** What a role and a rung of the ladder have in common: words, and a set of permissions. */
interface NamedSet {
  name: string
  description: string
  permissions: string[]
}

/** Either as a person fills it in; the contract's own rules for each field. */
export const namedSet = z.object({
  name: z
    .string()
    .refine((name) => name.trim() !== '', 'Give it a name')
    .pipe(createRoleBody.shape.name),
  description: createRoleBody.shape.description.unwrap(),
  permissions: createRoleBody.shape.permissions.unwrap(),
})
export type NamedSetInput = z.input<typeof namedSet>
export type NamedSetValues = z.output<typeof namedSet>

export const namedSetValues = ({ name, description, permissions }: NamedSetInput): NamedSetInput => ({
  name,
  description,
  permissions,
})

/** Whether two choices are of the same names. */
export const sameNames = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name))

/** A choice on top of another's: what was added to `from` and taken from it, done to `theirs`. */
export function mergedNames(
  mine: readonly string[],
  from: readonly string[],
  theirs: readonly string[],
): string[] {
  const kept = theirs.filter((name) => mine.includes(name) || !from.includes(name))
  const added = mine.filter((name) => !from.includes(name) && !theirs.includes(name))
  return [...kept, ...added]
}

/** Only what differs from where one began, so that a change of one field never undoes another's of another. */
export function changedSet(values: NamedSetValues, from: NamedSet) {
  return {
    ...(values.name === from.name ? {} : { name: values.name }),
    ...(values.description === from.description ? {} : { description: values.description }),
    ...(sameNames(values.permissions, from.permissions) ? {} : { permissions: values.permissions }),
  }
}

/** What differs between two versions, as the form names it. */
export function setChanges(before: NamedSet, after: NamedSet): FieldChange[] {
  const gone = before.permissions.filter((name) => !after.permissions.includes(name))
  const come = after.permissions.filter((name) => !before.permissions.includes(name))
  return [
    { field: 'Name', before: before.name, after: after.name },
    { field: 'Description', before: before.description, after: after.description },
    {
      field: 'Permissions',
      before: gone.length > 0 ? gone.join(', ') : 'none taken away',
      after: come.length > 0 ? come.join(', ') : 'none added',
    },
  ].filter((change) =>
    change.field === 'Permissions' ? gone.length + come.length > 0 : change.before !== change.after,
  )
}

/** Where a refused field of the contract stands in the form. */
export function setFieldFor(path: string): 'name' | 'description' | 'permissions' {
  if (path.startsWith('permissions')) return 'permissions'
  return path === 'description' ? 'description' : 'name'
}

/** What a copy of a role is called first: `reader copy`, `reader copy 2`, within what a name may have. */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  for (let at = 1; ; at += 1) {
    const end = at === 1 ? ' copy' : ` copy ${at}`
    const wanted = `${name.slice(0, 100 - end.length)}${end}`
    if (!taken.has(wanted)) return wanted
  }
}
