import { expect, test } from 'vitest'
import {
  addMember,
  goodPassword,
  newPerson,
  nobodyAt,
  signedIn,
  withAuthenticator,
} from '#lib/auth/testing.ts'
import { changePassword } from '#lib/core/account/change-password.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { endAllSessions } from './end-all.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

withDatabase()

const actionsIn = async (organizationId: string, targetId: string) =>
  (
    await database().prisma.auditEvent.findMany({
      where: { organizationId, targetId, targetType: 'user' },
      orderBy: { seq: 'asc' },
    })
  ).map(({ action, detail }) => ({ action, detail: detail as Record<string, unknown> }))

test('what concerns an account is told in every organization that the person belongs to, and in no other', async () => {
  const [person, elsewhere, stranger] = [await newPerson(), await newPerson(), await newPerson()]
  await addMember(person, elsewhere.organizationId, 'VIEWER')
  const wrong = { email: person.email, password: 'not the password at all' }
  await expect(signIn(nobodyAt(), wrong, 'browser')).rejects.toMatchObject({ code: 'unauthenticated' })
  const { ctx, sessionId } = await signedIn(person)
  await changePassword(ctx, { currentPassword: goodPassword, newPassword: `${goodPassword}, new` })
  await signOut(nobodyAt(), sessionId)
  const again = await signIn(nobodyAt(), { email: person.email, password: `${goodPassword}, new` }, 'browser')
  await endAllSessions({ ...ctx, actor: { ...ctx.actor, sessionId: again.sessionId } as typeof ctx.actor })
  const told = [
    'session.refuse',
    'session.create',
    'password.update',
    'session.end',
    'session.create',
    'session.end_all',
  ]
  for (const { organizationId } of [person, elsewhere])
    expect((await actionsIn(organizationId, person.id)).map(({ action }) => action)).toEqual(told)
  expect(await actionsIn(stranger.organizationId, person.id)).toEqual([])
})

test('ten wrong codes after the right password are told once as what they are', async () => {
  const person = await newPerson()
  await withAuthenticator((await signedIn(person)).ctx)
  const before = (await actionsIn(person.organizationId, person.id)).length
  const outcomes = []
  for (let tries = 0; tries < 13; tries += 1)
    outcomes.push(
      await signIn(
        nobodyAt(),
        { email: person.email, password: goodPassword, code: '000000' },
        'browser',
      ).catch(({ code }) => code),
    )
  expect(outcomes.at(-1)).toBe('rate_limited')
  const reasons = (await actionsIn(person.organizationId, person.id))
    .slice(before)
    .map(({ detail }) => detail.reason)
  expect(reasons.filter((reason) => reason === 'too many wrong codes')).toHaveLength(1)
  expect(reasons.filter((reason) => reason === 'wrong code').length).toBeGreaterThanOrEqual(9)
})
