import { z } from 'zod'
import { type Expiry, endOfDay, expiryInput, expiryOf } from '#components/form/expiry.ts'
import { type ApiKey, ipAllowlist, maxLifetime, metadata, rateLimits } from '#lib/contracts/api-key.ts'
import { type CreateKeyBody, createKeyBody, type UpdateKeyBody } from '#lib/contracts/keys.ts'
import { metadataText, metadataValue } from './metadata-text.ts'

/** Why an expiry cannot be sent, or null. `now` in milliseconds; the server's clock has the last word. */
export function expiryProblem(expiry: Expiry, now: number): string | null {
  if (expiry.kind !== 'date') return null
  const end = endOfDay(expiry.date).getTime()
  if (Number.isNaN(end)) return 'Choose a day'
  if (end <= now) return 'Choose a day that is not over'
  return end > now + maxLifetime * 1000 ? 'At most ten years ahead' : null
}

const expiry = z
  .custom<Expiry>((value) => typeof value === 'object' && value !== null && 'kind' in value)
  .superRefine((value, context) => {
    const message = expiryProblem(value, Date.now())
    if (message) context.addIssue({ code: 'custom', message })
  })

/** A row that was added and not filled in is not there. */
const isBlank = ({ key, value }: { key: string; value: string }) => key === '' && value.trim() === ''

/** Rows of names and values, with the contract's own rules for both, each said at its row. */
const metadataRows = z
  .array(z.object({ key: z.string(), value: z.string() }))
  .superRefine((rows, context) => {
    const seen = new Set<string>()
    rows.forEach(({ key, value }, index) => {
      if (isBlank({ key, value })) return
      const issue = metadata.safeParse({ [key]: metadataValue(value) }).error?.issues[0]
      // A refused name comes wrapped; what is wrong with it stands inside.
      const wrong = issue?.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue
      const message = seen.has(key) ? 'This name stands above' : wrong?.message
      seen.add(key)
      if (message) context.addIssue({ code: 'custom', message, path: [index, 'key'] })
    })
  })

/** The values of the form that makes and edits a key: the contract's fields, as a person fills them. */
export const keyForm = z.object({
  name: z
    .string()
    .refine((name) => name.trim() !== '', 'Give it a name')
    .pipe(createKeyBody.shape.name),
  description: createKeyBody.shape.description.unwrap(),
  projectId: z.string(),
  ownerId: z.string().nullable(),
  permissions: z.array(z.string()).max(200),
  role: z.string(),
  level: z.string(),
  ipAllowlist,
  rateLimits,
  expiry,
  metadata: metadataRows,
  /** Of what needs an approval, what it is needed for. */
  approvalReason: z.string().max(1000).optional(),
})
export type KeyFormInput = z.input<typeof keyForm>
export type KeyFormValues = z.output<typeof keyForm>

/** The sections of the form, and the fields of each. */
export const keySections = {
  general: ['name', 'description', 'projectId', 'ownerId'],
  access: ['permissions', 'role', 'level'],
  limits: ['ipAllowlist', 'rateLimits'],
  expiry: ['expiry'],
  metadata: ['metadata'],
} as const satisfies Record<string, readonly (keyof KeyFormInput)[]>

export type KeySection = keyof typeof keySections

/**
 * How each section stands. `invalid` once the form has said so; `neutral` where nothing is there to judge yet: no
 * name, or no access.
 * @param wrong the fields with an error
 */
export function sectionValidity(
  values: KeyFormInput,
  wrong: readonly string[],
): Record<KeySection, 'neutral' | 'valid' | 'invalid'> {
  const nothing = values.permissions.length === 0 && values.role === '' && values.level === ''
  const open: Partial<Record<KeySection, boolean>> = { general: values.name.trim() === '', access: nothing }
  const stands = (section: KeySection) => {
    const fields: readonly string[] = keySections[section]
    if (wrong.some((field) => fields.includes(field))) return 'invalid'
    if (open[section]) return 'neutral'
    return fields.every(
      (field) =>
        keyForm.shape[field as keyof KeyFormInput].safeParse(values[field as keyof KeyFormInput]).success,
    )
      ? 'valid'
      : 'neutral'
  }
  return {
    general: stands('general'),
    access: stands('access'),
    limits: stands('limits'),
    expiry: stands('expiry'),
    metadata: stands('metadata'),
  }
}

/** The field of the form where a refusal of the contract is shown. */
export function keyFieldFor(path: string): keyof KeyFormInput {
  const first = path.split('.')[0] ?? ''
  if (first === 'expiresAt' || first === 'expiresIn') return 'expiry'
  return (first in keyForm.shape ? first : 'name') as keyof KeyFormInput
}

/** Least privilege and the project's lifetime: where a new key begins. */
export function newKeyValues(project: { id: string; defaultLifetime: number | null } | null): KeyFormInput {
  const lifetime = project?.defaultLifetime
  return {
    name: '',
    description: '',
    projectId: project?.id ?? '',
    ownerId: null,
    permissions: [],
    role: '',
    level: '',
    ipAllowlist: [],
    rateLimits: [],
    expiry:
      lifetime === null ? { kind: 'never' } : { kind: 'days', days: (lifetime ?? 90 * 86_400) / 86_400 },
    metadata: [],
  }
}

/** A key as the form shows it for editing. */
export function keyValues(key: ApiKey): KeyFormInput {
  return {
    name: key.name,
    description: key.description,
    projectId: key.projectId,
    ownerId: key.owner.id,
    permissions: key.permissions,
    role: key.role?.id ?? '',
    level: key.level === null ? '' : String(key.level),
    ipAllowlist: key.ipAllowlist,
    rateLimits: key.rateLimits,
    expiry: expiryOf(key.expiresAt),
    metadata: Object.entries(key.metadata).map(([name, value]) => ({
      key: name,
      value: metadataText(value),
    })),
  }
}

const metadataOf = (rows: KeyFormValues['metadata']) =>
  Object.fromEntries(rows.filter((row) => !isBlank(row)).map(({ key, value }) => [key, metadataValue(value)]))

/** The body that makes a key; what was left empty is left out. */
export function createBody(values: KeyFormValues): CreateKeyBody {
  return {
    name: values.name,
    ...(values.description ? { description: values.description } : {}),
    ...(values.projectId ? { projectId: values.projectId } : {}),
    ...(values.ownerId ? { ownerId: values.ownerId } : {}),
    permissions: values.permissions,
    ...(values.role ? { role: values.role } : {}),
    ...(values.level ? { level: Number(values.level) } : {}),
    ipAllowlist: values.ipAllowlist,
    rateLimits: values.rateLimits,
    metadata: metadataOf(values.metadata),
    ...expiryInput(values.expiry),
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * The body that edits a key: only what differs from `before`, so that two people who change different things do not
 * undo each other's. Empty where nothing does. A number of days counts from `now` (milliseconds).
 */
export function updateBody(values: KeyFormValues, before: KeyFormInput, now: number): UpdateKeyBody {
  const changed = (field: keyof KeyFormInput) => !same(values[field], before[field])
  const end = expiryInput(values.expiry)
  const expiresAt = 'expiresIn' in end ? new Date(now + end.expiresIn * 1000).toISOString() : end.expiresAt
  return {
    ...(changed('name') ? { name: values.name } : {}),
    ...(changed('description') ? { description: values.description } : {}),
    ...(same([...values.permissions].sort(), [...before.permissions].sort())
      ? {}
      : { permissions: values.permissions }),
    ...(changed('role') ? { role: values.role || null } : {}),
    ...(changed('level') ? { level: values.level === '' ? null : Number(values.level) } : {}),
    ...(changed('ipAllowlist') ? { ipAllowlist: values.ipAllowlist } : {}),
    ...(changed('rateLimits') ? { rateLimits: values.rateLimits } : {}),
    ...(changed('metadata') ? { metadata: metadataOf(values.metadata) } : {}),
    ...(changed('expiry') ? { expiresAt } : {}),
  }
}
