import { z } from 'zod'
import { tooMany } from '#components/form/tag-list-field.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { email as emailSchema } from '#lib/contracts/fields.ts'
import { maxInvitedAtOnce } from '#lib/contracts/invitations.ts'
import type { AccessValues } from '../access-form.ts'
import { accessBody, accessShape, projectsChosen, projectsMissing } from '../access-form.ts'
import { lifetimeValues } from './invitation-words.ts'

/** What is wrong with an address, or null. */
export const addressProblem = (text: string) =>
  emailSchema.safeParse(text).success ? null : 'This is no e-mail address'

/** So many entries are named; the others are marked all the same. */
const namedAtMost = 3

/** `a, b and 4 more` */
function someOf(entries: readonly string[], between: string): string {
  const more = entries.length - namedAtMost
  return entries.slice(0, namedAtMost).join(between) + (more > 0 ? ` and ${more} more` : '')
}

/** `“grace” is no e-mail address`; null where all are. */
function wrongAddresses(emails: readonly string[]): string | null {
  const wrong = emails.filter((one) => addressProblem(one) !== null).map((one) => `“${one}”`)
  if (wrong.length === 0) return null
  return `${someOf(wrong, ', ')} ${wrong.length === 1 ? 'is no e-mail address' : 'are no e-mail addresses'}`
}

/** An invitation as a person fills it in. */
export const inviteForm = z
  .object({
    by: z.enum(['email', 'link']),
    emails: z.array(z.string()),
    ...accessShape,
    hours: z.enum(lifetimeValues),
  })
  .refine(projectsChosen, projectsMissing)
  .refine(({ by, emails }) => by === 'link' || emails.length > 0, {
    path: ['emails'],
    message: 'Enter at least one address',
  })
  .superRefine(({ by, emails }, { addIssue }) => {
    if (by === 'link') return
    for (const message of [wrongAddresses(emails), tooMany(emails.length, maxInvitedAtOnce)])
      if (message) addIssue({ code: 'custom', path: ['emails'], message })
  })

export interface InviteValues extends AccessValues {
  by: 'email' | 'link'
  emails: string[]
  hours: (typeof lifetimeValues)[number]
}

export const newInvitation: InviteValues = {
  by: 'email',
  emails: [],
  role: 'MEMBER',
  scope: 'all',
  projectIds: [],
  hours: '168',
}

/** The contract's fields for the form's; an address that differs in capitals alone is there once. */
export function inviteBody(values: InviteValues) {
  const emails = [...new Set(values.emails.map((one) => one.toLowerCase()))]
  return {
    ...accessBody(values),
    hours: Number(values.hours),
    ...(values.by === 'email' ? { emails } : {}),
  }
}

/** Where a refused field of the contract stands in the form. */
export function inviteFieldFor(path: string): 'emails' | 'projectIds' | 'role' | 'hours' {
  if (path.startsWith('emails')) return 'emails'
  if (path.startsWith('projectIds')) return 'projectIds'
  return path === 'hours' ? 'hours' : 'role'
}

/** Why nobody was invited, for the form to place. */
export interface Refusal {
  failure: unknown
  /** What is wrong with addresses, by address. */
  addresses: ReadonlyMap<string, string>
}

/**
 * A failure whose refused addresses are said once, beneath their field, where each would be said in the place of the one before.
 * @param sent the addresses as they were sent, which the server names by their place
 */
export function refusalOf(failure: unknown, sent: readonly string[]): Refusal {
  if (!failure) return { failure, addresses: new Map() }
  const { title, message, type, requestId, status, fields = [] } = problemOf(failure)
  const addresses = new Map(
    fields.flatMap(({ path, message: wrong }) => {
      const at = /^emails\.(\d+)$/.exec(path)?.[1]
      const email = at === undefined ? undefined : sent[Number(at)]
      return email === undefined ? [] : [[email, wrong] as const]
    }),
  )
  if (addresses.size === 0) return { failure, addresses }
  const others = fields.filter(({ path }) => !/^emails\.\d+$/.test(path))
  const said = `Nobody was invited: ${someOf([...addresses.values()], '; ')}`
  return {
    failure: {
      title,
      message,
      type,
      requestId,
      status,
      fields: [{ path: 'emails', message: said }, ...others],
    },
    addresses,
  }
}
