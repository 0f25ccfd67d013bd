import { describe, expect, test } from 'vitest'
import {
  goodPassword,
  newAddress,
  newPerson,
  nobodyAt,
  signedIn,
  withAuthenticator,
} from '#lib/auth/testing.ts'
import { changePassword } from '#lib/core/account/change-password.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { createSession } from './create.ts'
import { addressBlock } from './limits.ts'
import { signIn } from './sign-in.ts'
import { signInWithProvider } from './sign-in-with-provider.ts'

withDatabase()

const wrong = 'not the password at all'
const attempt = (email: string, password: string, ip = newAddress(), code?: string) =>
  signIn(nobodyAt(ip), { email, password, code }, 'browser')
/** The code of a refusal, or `in`. */
const outcome = (...given: Parameters<typeof attempt>): Promise<string> =>
  attempt(...given).then(
    () => 'in',
    (error) => error.code,
  )
const events = async (organizationId: string, action: string) =>
  database().prisma.auditEvent.findMany({ where: { organizationId, action }, orderBy: { seq: 'asc' } })

describe('signing in', () => {
  test('makes a session where the person works, and audits it', async () => {
    const person = await newPerson()
    const made = await attempt(person.email, goodPassword)
    expect(made).toMatchObject({ user: { id: person.id }, organization: { id: person.organizationId } })
    const [event] = await events(person.organizationId, 'session.create')
    expect(event).toMatchObject({
      actorId: person.id,
      targetId: person.id,
      detail: { kind: 'browser', with: 'password' },
    })
  })

  test('from a script gives a token, the permissions and a session as short as the token', async () => {
    const person = await newPerson()
    const made = await createSession(nobodyAt(), { email: person.email, password: goodPassword })
    expect(made).toMatchObject({ tokenType: 'Bearer', expiresIn: 900, project: { id: person.projectId } })
    expect(made.permissions).toContain('api_key:create:any')
    const session = await database().prisma.session.findFirstOrThrow({ where: { userId: person.id } })
    expect(session.expiresAt.getTime() - session.createdAt.getTime()).toBe(900_000)
  })

  test('answers the same to the byte for a wrong password, no such account and an account without a password', async () => {
    const [person, outside] = [await newPerson(), await newPerson()]
    await database().prisma.user.update({ where: { id: outside.id }, data: { passwordHash: null } })
    const emails = [
      person.email,
      outside.email,
      'nobody@example.com',
      'nul\0@example.com',
      'half\ud800@example.com',
      '',
    ]
    const answers = await Promise.all(
      emails.map((email) =>
        attempt(email, wrong).catch(({ code, message, fields }) => JSON.stringify([code, message, fields])),
      ),
    )
    expect(new Set(answers).size).toBe(1)
    const [event] = await events(person.organizationId, 'session.refuse')
    expect(event).toMatchObject({ targetName: person.email, detail: { reason: 'wrong password' } })
  })

  test('takes the same time for an account that is there and one that is not', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, newPerson))
    const time = async (email: string) => {
      const start = performance.now()
      await outcome(email, wrong)
      return performance.now() - start
    }
    await outcome('warm@example.com', wrong)
    const known: number[] = []
    const unknown: number[] = []
    for (const { email } of people) {
      // In turns which of the two goes first, so that the machine's mood falls on both.
      const [first, second] = known.length % 2 ? [known, unknown] : [unknown, known]
      for (const times of [first, second]) times.push(await time(times === known ? email : `no-${email}`))
    }
    // The shortest of each: another process may take the machine during any of them, and only ever adds to it.
    expect(Math.abs(Math.min(...known) - Math.min(...unknown))).toBeLessThan(20)
  })

  test('keeps no row of a session that was over a day ago where a newer one stands for its address', async () => {
    const person = await newPerson()
    const [home, away] = [newAddress(), newAddress()]
    const made = async (ip: string) => (await attempt(person.email, goodPassword, ip)).sessionId
    const [old, living, elsewhere, ancient] = [
      await made(home),
      await made(home),
      await made(away),
      await made(newAddress()),
    ]
    const { pool, prisma } = database()
    await pool.query(`update session set ended_at = now() - interval '2 days' where id = any($1)`, [
      [old, elsewhere],
    ])
    await pool.query(
      `update session set created_at = now() - interval '91 days', expires_at = now() - interval '60 days' where id = $1`,
      [ancient],
    )
    const newest = await made(home)
    const left = await prisma.session.findMany({ where: { userId: person.id }, select: { id: true } })
    expect(left.map(({ id }) => id).toSorted()).toEqual([living, elsewhere, newest].toSorted())
  })

  test('refuses a member of no organization', async () => {
    const person = await newPerson()
    await database().prisma.membership.deleteMany({ where: { userId: person.id } })
    expect(await outcome(person.email, goodPassword)).toBe('forbidden')
  })

  test('with a password that is being changed does not outlive the change', async () => {
    const person = await newPerson()
    const { ctx } = await signedIn(person)
    const input = { currentPassword: goodPassword, newPassword: 'a new password, long' }
    const [, ...others] = await Promise.allSettled([
      changePassword(ctx, input),
      ...Array.from({ length: 6 }, () => attempt(person.email, goodPassword)),
    ])
    const made = others.flatMap((one) => (one.status === 'fulfilled' ? [one.value.sessionId] : []))
    const alive = await database().prisma.session.findMany({ where: { id: { in: made }, endedAt: null } })
    expect(alive).toEqual([])
  })
})

describe('guessing', () => {
  test('10,000 guesses at one account, from one address and from many, reach the password check at most 100 times an hour', async () => {
    const person = await newPerson()
    const crowd = Array.from({ length: 200 }, newAddress)
    const outcomes = new Map<string, number>()
    for (let done = 0; done < 10_000; done += 50) {
      const batch = Array.from({ length: 50 }, (_, at) => {
        const number = done + at
        return outcome(person.email, wrong, number < 5000 ? '203.0.113.9' : crowd[number % crowd.length])
      })
      for (const one of await Promise.all(batch)) outcomes.set(one, (outcomes.get(one) ?? 0) + 1)
    }
    const checked = outcomes.get('unauthenticated') ?? 0
    expect(checked).toBeGreaterThan(0)
    expect(checked).toBeLessThanOrEqual(100)
    expect(outcomes.get('rate_limited')).toBe(10_000 - checked)
    const reasons = (await events(person.organizationId, 'session.refuse')).map(({ detail }) =>
      JSON.stringify(detail),
    )
    expect(reasons.filter((reason) => reason.includes('too many'))).toHaveLength(1)
  }, 120_000)

  test('at many accounts from one address stops at the address, whether they exist or not', async () => {
    const ip = newAddress()
    const outcomes: string[] = []
    for (let done = 0; done < 60; done += 20)
      outcomes.push(
        ...(await Promise.all(
          Array.from({ length: 20 }, (_, at) => outcome(`guess-${done + at}@example.com`, wrong, ip)),
        )),
      )
    expect(outcomes.filter((one) => one === 'unauthenticated')).toHaveLength(50)
    const refusal = await attempt('someone@example.com', wrong, ip).catch((error) => error)
    expect(refusal).toMatchObject({ code: 'rate_limited' })
    expect(refusal.retryAfter).toBeGreaterThan(3000)
  })

  test('by strangers does not lock the owner out of the usual address, and does of a new one', async () => {
    const person = await newPerson()
    const home = newAddress()
    expect(await outcome(person.email, goodPassword, home)).toBe('in')
    const strangers = await Promise.all(Array.from({ length: 40 }, () => outcome(person.email, wrong)))
    expect(strangers).toContain('rate_limited')
    expect(await outcome(person.email, goodPassword, home)).toBe('in')
    expect(await outcome(person.email, goodPassword, newAddress())).toBe('rate_limited')
  })

  test('leaves the usual /64 of IPv6 open too, whichever of its addresses one has today', async () => {
    const person = await newPerson()
    expect(await outcome(person.email, goodPassword, '2001:db8:7:7::1')).toBe('in')
    await Promise.all(Array.from({ length: 35 }, () => outcome(person.email, wrong)))
    expect(await outcome(person.email, goodPassword, '2001:db8:7:7:aaaa::2')).toBe('in')
    expect(await outcome(person.email, goodPassword, '2001:db8:7:8::1')).toBe('rate_limited')
  })

  test('is not what a success counts as', async () => {
    const person = await newPerson()
    const ip = newAddress()
    for (let done = 0; done < 60; done += 10) {
      const batch = await Promise.all(
        Array.from({ length: 10 }, () => outcome(person.email, goodPassword, ip)),
      )
      expect(new Set(batch)).toEqual(new Set(['in']))
    }
  })

  test('counts an IPv6 customer as one address', () => {
    expect(addressBlock('2001:db8:1:2:3:4:5:6')).toBe(addressBlock('2001:db8:1:2::'))
    expect(addressBlock('2001:db8:1:3::')).not.toBe(addressBlock('2001:db8:1:2::'))
    expect(addressBlock('::ffff:192.0.2.1')).toBe('192.0.2.1')
    expect(addressBlock(null)).toBe('unknown')
  })
})

describe('with a second factor', () => {
  test('the password alone is asked for a code, and is no failure', async () => {
    const person = await newPerson()
    await withAuthenticator((await signedIn(person)).ctx)
    const refusal = await attempt(person.email, goodPassword).catch((error) => error)
    expect(refusal).toMatchObject({ code: 'unauthenticated', fields: [{ path: 'code' }] })
    expect(await outcome(person.email, wrong)).toBe('unauthenticated')
  })

  test('a code counts once, even for two at once, and no code counts after a later one', async () => {
    const person = await newPerson()
    const { code } = await withAuthenticator((await signedIn(person)).ctx)
    const present = code()
    const both = await Promise.all(
      [1, 2].map(() => outcome(person.email, goodPassword, newAddress(), present)),
    )
    expect(both.toSorted()).toEqual(['in', 'unauthenticated'])
    expect(await outcome(person.email, goodPassword, newAddress(), present)).toBe('unauthenticated')
    expect(await outcome(person.email, goodPassword, newAddress(), code(1))).toBe('in')
    expect(await outcome(person.email, goodPassword, newAddress(), code(0))).toBe('unauthenticated')
  })

  test('a code of another time, or none of ours, is refused', async () => {
    const person = await newPerson()
    const { code } = await withAuthenticator((await signedIn(person)).ctx)
    for (const bad of [code(4), code(-4), '000000x', 'abcdef', '１２３４５６', '      '])
      expect(await outcome(person.email, goodPassword, newAddress(), bad)).toBe('unauthenticated')
  })

  test('a recovery code counts once, even for two at once, however it is typed', async () => {
    const person = await newPerson()
    const { recoveryCodes } = await withAuthenticator((await signedIn(person)).ctx)
    expect(recoveryCodes).toHaveLength(10)
    const [first = '', second = ''] = recoveryCodes
    const both = await Promise.all([1, 2].map(() => outcome(person.email, goodPassword, newAddress(), first)))
    expect(both.toSorted()).toEqual(['in', 'unauthenticated'])
    expect(await outcome(person.email, goodPassword, newAddress(), first)).toBe('unauthenticated')
    const typed = ` ${second.toUpperCase().replace('-', ' ')} `
    expect(await outcome(person.email, goodPassword, newAddress(), typed)).toBe('in')
  })

  test('codes are guessed at most ten times an hour', async () => {
    const person = await newPerson()
    await withAuthenticator((await signedIn(person)).ctx)
    const outcomes = await Promise.all(
      Array.from({ length: 25 }, (_, at) =>
        outcome(person.email, goodPassword, newAddress(), `00000${at % 10}`),
      ),
    )
    expect(outcomes.filter((one) => one === 'unauthenticated').length).toBeLessThanOrEqual(10)
    expect(outcomes.filter((one) => one === 'rate_limited').length).toBeGreaterThanOrEqual(15)
  })
})

describe('an outside identity', () => {
  const identity = (providerAccountId: string, verifiedEmail: string | null) => ({
    provider: 'github',
    providerAccountId,
    verifiedEmail,
  })

  test('is linked to the account with its verified address, and then known by its own id', async () => {
    const person = await newPerson()
    const id = `gh-${person.id}`
    expect(await signInWithProvider(nobodyAt(), identity(id, person.email))).not.toBeNull()
    const later = await signInWithProvider(nobodyAt(), identity(id, null))
    expect(later?.organization.id).toBe(person.organizationId)
    const created = await events(person.organizationId, 'session.create')
    expect(created.map(({ detail }) => detail)).toMatchObject([
      { with: 'github', linked: true },
      { linked: false },
    ])
  })

  test('whose address is that of an account which never proved it takes the account from whoever made it', async () => {
    const person = await newPerson()
    const there = await signedIn(person)
    const { prisma } = database()
    await prisma.user.update({
      where: { id: person.id },
      data: { emailProvenAt: null, totpSecret: Buffer.from('theirs'), totpEnabledAt: new Date() },
    })
    const made = await signInWithProvider(nobodyAt(), identity(`gh-${person.id}`, person.email))
    expect(await outcome(person.email, goodPassword)).toBe('unauthenticated')
    const user = await prisma.user.findUniqueOrThrow({
      where: { id: person.id },
      include: { sessions: true },
    })
    expect(user).toMatchObject({
      passwordHash: null,
      totpSecret: null,
      totpEnabledAt: null,
      emailProvenAt: expect.any(Date),
    })
    const open = user.sessions.filter(({ endedAt }) => endedAt === null).map(({ id }) => id)
    expect(open).toEqual([made?.sessionId])
    expect(open).not.toContain(there.sessionId)
    const created = await events(person.organizationId, 'session.create')
    expect(created.at(-1)?.detail).toMatchObject({ linked: true, credentialsEnded: true })
  })

  test('leaves an account that proved its address its password', async () => {
    const person = await newPerson()
    await signInWithProvider(nobodyAt(), identity(`gh-${person.id}`, person.email))
    expect(await outcome(person.email, goodPassword)).toBe('in')
  })

  test('makes no account, and is linked by no unverified address', async () => {
    const before = await database().prisma.user.count()
    expect(await signInWithProvider(nobodyAt(), identity('gh-1', 'stranger@example.com'))).toBeNull()
    expect(await signInWithProvider(nobodyAt(), identity('gh-2', null))).toBeNull()
    expect(await database().prisma.user.count()).toBe(before)
    expect(
      await database().prisma.providerAccount.count({
        where: { providerAccountId: { in: ['gh-1', 'gh-2'] } },
      }),
    ).toBe(0)
  })
})
