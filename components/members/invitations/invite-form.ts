import { z } from 'zod'
import { email as emailSchema } from '#lib/contracts/fields.ts'
import { maxInvitedAtOnce } from '#lib/contracts/invitations.ts'
import type { AccessValues } from '../access-form.ts'
import { accessBody, accessShape, projectsChosen, projectsMissing } from '../access-form.ts'
import { lifetimeValues } from './invitation-words.ts'

/** What is wrong with an address, or null. */
export const addressProblem = (text: string) =>
  emailSchema.safeParse(text).success ? null : 'This is no e-mail address'

/** An invitation as a person fills it in. */
export const inviteForm = z
  .object({
    by: z.enum(['email', 'link']),
    emails: z.array(z.string()).max(maxInvitedAtOnce, `At most ${maxInvitedAtOnce} at a time`),
    ...accessShape,
    hours: z.enum(lifetimeValues),
  })
  .refine(projectsChosen, projectsMissing)
  .refine(({ by, emails }) => by === 'link' || emails.length > 0, {
    path: ['emails'],
    message: 'Enter at least one address',
  })
  .refine(({ by, emails }) => by === 'link' || emails.every((one) => addressProblem(one) === null), {
    path: ['emails'],
    message: 'One of these is no e-mail address',
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
