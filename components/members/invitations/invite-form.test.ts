import { expect, test } from 'vitest'
import { problemOf } from '#components/ui/problem.ts'
import { ApiProblem } from '#lib/client/problem.ts'
import { createInvitationBody } from '#lib/contracts/invitations.ts'
import { inviteBody, inviteForm, newInvitation, refusalOf } from './invite-form.ts'

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

test('what is no address is named, and how many are too many', () => {
  const said = (emails: string[]) =>
    inviteForm.safeParse({ ...newInvitation, emails }).error?.issues.map(({ message }) => message)
  expect(said(['grace', 'ada@example.com'])).toEqual(['“grace” is no e-mail address'])
  expect(said(['a', 'b', 'c', 'd', 'e'])).toEqual(['“a”, “b”, “c” and 2 more are no e-mail addresses'])
  const sixty = Array.from({ length: 60 }, (_, at) => `p${at}@example.com`)
  expect(said(sixty)).toEqual(['10 too many: at most 50'])
  expect(said(sixty.slice(10))).toBeUndefined()
})

test('refused addresses are each marked, and said once, at their field', () => {
  const sent = ['a@example.com', 'b@example.com', 'c@example.com']
  const fields = [
    { path: 'emails.0', message: 'a@example.com is a member already' },
    { path: 'emails.2', message: 'c@example.com is invited already' },
  ]
  const refused = refusalOf(new ApiProblem('conflict', 'Nobody was invited', { status: 409, fields }), sent)
  expect([...refused.addresses]).toEqual([
    ['a@example.com', 'a@example.com is a member already'],
    ['c@example.com', 'c@example.com is invited already'],
  ])
  expect(problemOf(refused.failure)).toMatchObject({
    status: 409,
    fields: [
      {
        path: 'emails',
        message: 'Nobody was invited: a@example.com is a member already; c@example.com is invited already',
      },
    ],
  })
})

test('another failure is said as it is', () => {
  const failure = new ApiProblem('limit_exceeded', '1,000 invitations are out.')
  expect(refusalOf(failure, ['a@example.com'])).toEqual({ failure, addresses: new Map() })
  expect(refusalOf(null, [])).toEqual({ failure: null, addresses: new Map() })
})
