import { expect, test } from 'vitest'
import { createInvitationBody } from '#lib/contracts/invitations.ts'
import { inviteBody, inviteForm, newInvitation } from './invite-form.ts'

const problems = (values: object) =>
  inviteForm.safeParse({ ...newInvitation, ...values }).error?.issues.map(({ path }) => path.join('.')) ?? []

test('by e-mail it takes at least one address, and only addresses; by link none', () => {
  expect(problems({})).toEqual(['emails'])
  expect(problems({ emails: ['grace@example.com', 'grace'] })).toEqual(['emails'])
  expect(problems({ emails: ['grace@example.com'] })).toEqual([])
  expect(problems({ by: 'link', emails: ['grace'] })).toEqual([])
})

test('what is sent is what the contract takes: an address once, a link without any', () => {
  const twice = inviteBody({ ...newInvitation, emails: ['Grace@Example.com', 'grace@example.com'] })
  expect(createInvitationBody.parse(twice)).toEqual({
    emails: ['grace@example.com'],
    role: 'MEMBER',
    projectIds: null,
    hours: 168,
  })
  expect(inviteBody({ ...newInvitation, by: 'link', emails: ['grace@example.com'] })).not.toHaveProperty(
    'emails',
  )
})
