import { z } from 'zod'
import type { FieldChange } from '#components/shell/edit-conflict.tsx'
import { line, prose } from '#lib/contracts/fields.ts'
import type { ServiceAccount } from '#lib/contracts/service-accounts.ts'

const person = z.object({ id: z.string(), name: z.string() })

/** The fields of a service account as a form has them. */
export const accountForm = z.object({
  name: line(100),
  description: prose(1000),
  responsible: person.nullable().refine((value) => value !== null, 'Choose who answers for it'),
})
export type AccountValues = z.input<typeof accountForm>

export const accountValues = ({ name, description, responsible }: ServiceAccount): AccountValues => ({
  name,
  description,
  responsible,
})

export const newAccount = (responsible: { id: string; name: string } | null): AccountValues => ({
  name: '',
  description: '',
  responsible,
})

/** What is sent for a new one. */
export const accountBody = ({ name, description, responsible }: AccountValues) => ({
  name,
  ...(description && { description }),
  ...(responsible && { responsibleId: responsible.id }),
})

/** What is sent of an edit: only what differs. */
export function changedBody(values: AccountValues, from: ServiceAccount) {
  return {
    ...(values.name !== from.name && { name: values.name }),
    ...(values.description !== from.description && { description: values.description }),
    ...(values.responsible &&
      values.responsible.id !== from.responsible?.id && { responsibleId: values.responsible.id }),
  }
}

/** What differs between two versions, as the form names it. */
export function accountChanges(before: ServiceAccount, after: ServiceAccount): FieldChange[] {
  const archived = ({ archivedAt }: ServiceAccount) => (archivedAt ? 'archived' : 'in use')
  return [
    { field: 'Name', before: before.name, after: after.name },
    { field: 'Description', before: before.description || 'none', after: after.description || 'none' },
    {
      field: 'Responsible',
      before: before.responsible?.name ?? 'nobody',
      after: after.responsible?.name ?? 'nobody',
    },
    { field: 'State', before: archived(before), after: archived(after) },
  ].filter((change) => change.before !== change.after)
}

/** Where the form shows what the contract says of a field. */
export function accountFieldFor(path: string): 'name' | 'description' | 'responsible' {
  if (path === 'responsibleId') return 'responsible'
  return path === 'description' ? 'description' : 'name'
}
