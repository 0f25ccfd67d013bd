import { describe, expect, test } from 'vitest'
import {
  addMember,
  goodPassword,
  newPerson,
  nobodyAt,
  signedIn,
  withAuthenticator,
} from '#lib/auth/testing.ts'
import { endSession } from '#lib/core/sessions/end.ts'
import { listSessions } from '#lib/core/sessions/list.ts'
import { openSession } from '#lib/core/sessions/open.ts'
import { signIn } from '#lib/core/sessions/sign-in.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { seal, unseal } from '../seal.ts'
import { changePassword } from './change-password.ts'
import { confirmSecondFactor } from './confirm-second-factor.ts'
import { getMe } from './get-me.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { regenerateRecoveryCodes } from './regenerate-recovery-codes.ts'
import { removeSecondFactor } from './remove-second-factor.ts'
import { startSecondFactor } from './start-second-factor.ts'
import { switchContext } from './switch-context.ts'
import { updateMe } from './update-me.ts'

withDatabase()

const invalid = (path: string) => ({ code: 'invalid', fields: [{ path }] })
const actionsOf = async (organizationId: string) =>
  (await database().prisma.auditEvent.findMany({ where: { organizationId }, orderBy: { seq: 'asc' } })).map(
    ({ action }) => action,
  )

describe('a password', () => {
  test('is kept as Argon2id with the parameters that OWASP asks for, and salted', async () => {
    const [one, other] = [await hashPassword(goodPassword), await hashPassword(goodPassword)]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
    expect(await verifyPassword(one, goodPassword)).toBe(true)
    expect(await verifyPassword(one, `${goodPassword} `)).toBe(false)
    expect(await verifyPassword(null, goodPassword)).toBe(false)
  })

  test('is the same however the keyboard composed it', async () => {
    expect(
      await verifyPassword(await hashPassword('crème brûlée, twice'), 'crème brûlée, twice'.normalize('NFD')),
    ).toBe(true)
  })

  test('changes only with the present one, which is asked for ten times an hour at most', async () => {
    const person = await newPerson()
    const { ctx } = await signedIn(person)
    const change = (currentPassword: string) =>
      changePassword(ctx, { currentPassword, newPassword: 'quite another one' })
    await expect(change('wrong')).rejects.toMatchObject(invalid('currentPassword'))
    await change(goodPassword)
    await expect(
      signIn(nobodyAt(), { email: person.email, password: goodPassword }, 'browser'),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await signIn(nobodyAt(), { email: person.email, password: 'quite another one' }, 'browser')
    const outcomes = await Promise.all(
      Array.from({ length: 15 }, () => change('wrong').catch(({ code }) => code)),
    )
    expect(outcomes.filter((code) => code === 'invalid')).toHaveLength(9)
    expect(await actionsOf(person.organizationId)).toContain('password.update')
  })
})

describe('a second factor', () => {
  test('is on only after a first code, and its secret and recovery codes are not in the database as they were shown', async () => {
    const person = await newPerson()
    const { ctx } = await signedIn(person)
    const { secret, uri } = await startSecondFactor(ctx, { password: goodPassword })
    expect(uri).toMatch(/^otpauth:\/\/totp\/Latchwork:/)
    await expect(confirmSecondFactor(ctx, { code: '000000' })).rejects.toMatchObject(invalid('code'))
    expect((await getMe(ctx)).user?.secondFactor).toBe(false)
    const { recoveryCodes } = await withAuthenticator(ctx)
    expect((await getMe(ctx)).user?.secondFactor).toBe(true)
    const { rows } = await database().pool.query(
      `select u.*::text || string_agg(r.*::text, ' ') as text from "user" u join recovery_code r on r.user_id = u.id
       where u.id = $1 group by u.*`,
      [person.id],
    )
    const stored = String(rows[0].text)
    for (const shown of [secret, ...recoveryCodes]) {
      expect(stored).not.toContain(shown)
      expect(stored).not.toContain(Buffer.from(shown).toString('hex'))
    }
    expect(await actionsOf(person.organizationId)).toContain('second_factor.enable')
  })

  test('cannot be begun anew or confirmed again while it is on', async () => {
    const { ctx } = await signedIn(await newPerson())
    await expect(confirmSecondFactor(ctx, { code: '000000' })).rejects.toMatchObject({ code: 'conflict' })
    const { code } = await withAuthenticator(ctx)
    await expect(startSecondFactor(ctx, { password: goodPassword })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(confirmSecondFactor(ctx, { code: code() })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is begun only with the password', async () => {
    const { ctx } = await signedIn(await newPerson())
    await expect(startSecondFactor(ctx, { password: 'wrong' })).rejects.toMatchObject(invalid('password'))
  })

  test('goes, and its recovery codes are replaced, only with the password and a fresh code', async () => {
    const person = await newPerson()
    const { ctx } = await signedIn(person)
    const { code, recoveryCodes } = await withAuthenticator(ctx)
    const old = recoveryCodes[0] ?? ''
    await expect(regenerateRecoveryCodes(ctx, { password: 'wrong', code: code() })).rejects.toMatchObject(
      invalid('password'),
    )
    await expect(
      regenerateRecoveryCodes(ctx, { password: goodPassword, code: code(-1) }),
    ).rejects.toMatchObject(invalid('code'))
    const fresh = await regenerateRecoveryCodes(ctx, { password: goodPassword, code: code() })
    await expect(removeSecondFactor(ctx, { password: goodPassword, code: old })).rejects.toMatchObject(
      invalid('code'),
    )
    await removeSecondFactor(ctx, { password: goodPassword, code: fresh.recoveryCodes[0] ?? '' })
    expect((await getMe(ctx)).user?.secondFactor).toBe(false)
    expect(await database().prisma.recoveryCode.count({ where: { userId: person.id } })).toBe(0)
    await expect(removeSecondFactor(ctx, { password: goodPassword, code: code(1) })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('sealed for one account does not open for another, nor altered', () => {
    const sealed = seal('totp secret', 'one', Buffer.from('the secret'))
    expect(unseal('totp secret', 'one', sealed)?.toString()).toBe('the secret')
    expect(unseal('totp secret', 'other', sealed)).toBeNull()
    expect(unseal('another purpose', 'one', sealed)).toBeNull()
    for (let at = 0; at < sealed.length; at += 7) {
      const altered = sealed.slice()
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(unseal('totp secret', 'one', altered)).toBeNull()
    }
    expect(unseal('totp secret', 'one', new Uint8Array(3))).toBeNull()
  })
})

describe('sessions', () => {
  test('are listed with the own one first, and ended one by one by their owner alone', async () => {
    const [person, stranger] = [await newPerson(), await newPerson()]
    const [here, there] = [await signedIn(person), await signedIn(person)]
    const { items } = await listSessions(here.ctx)
    expect(items.map(({ id, current }) => [id, current])).toEqual([
      [here.sessionId, true],
      [there.sessionId, false],
    ])
    const foreign = (await signedIn(stranger)).ctx
    await expect(endSession(foreign, { sessionId: there.sessionId })).rejects.toMatchObject({
      code: 'not_found',
    })
    await endSession(here.ctx, { sessionId: there.sessionId })
    await expect(endSession(here.ctx, { sessionId: there.sessionId })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await listSessions(here.ctx)).items).toHaveLength(1)
    expect(await openSession(here.ctx.db, there.sessionId)).toBeNull()
    expect(await actionsOf(person.organizationId)).toContain('session.end')
  })
})

describe('a person', () => {
  test('is told who they are, where they act and where else they belong', async () => {
    const [person, host] = [await newPerson(), await newPerson()]
    await addMember(person, host.organizationId, 'VIEWER')
    const { ctx } = await signedIn(person)
    expect(await getMe(ctx)).toMatchObject({
      type: 'user',
      user: { id: person.id, email: person.email, secondFactor: false, hasPassword: true },
      organization: { id: person.organizationId },
      project: { id: person.projectId },
      role: 'OWNER',
      organizations: [{ role: 'OWNER' }, { id: host.organizationId, role: 'VIEWER' }],
    })
    await expect(getMe(nobodyAt())).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('changes the own name, and the audit log has both', async () => {
    const person = await newPerson()
    const { ctx } = await signedIn(person)
    expect(await updateMe(ctx, { name: 'Countess Lovelace' })).toMatchObject({ name: 'Countess Lovelace' })
    const where = { organizationId: person.organizationId, action: 'user.update' }
    const event = await database().prisma.auditEvent.findFirstOrThrow({ where })
    expect(event.detail).toEqual({ name: { from: 'Ada Lovelace', to: 'Countess Lovelace' } })
  })

  test('switches to organizations of theirs alone, and the session follows at its next request', async () => {
    const [person, host, foreign] = [await newPerson(), await newPerson(), await newPerson()]
    await addMember(person, host.organizationId, 'MEMBER')
    const { ctx, sessionId } = await signedIn(person)
    const missing = { code: 'not_found' }
    await expect(switchContext(ctx, { organizationId: foreign.organizationId })).rejects.toMatchObject(
      missing,
    )
    const elsewhere = { organizationId: host.organizationId, projectId: person.projectId }
    await expect(switchContext(ctx, elsewhere)).rejects.toMatchObject(missing)
    await switchContext(ctx, { organizationId: host.organizationId })
    expect(await openSession(ctx.db, sessionId)).toMatchObject({
      organizationId: host.organizationId,
      projectId: host.projectId,
      role: 'MEMBER',
    })
    expect(await switchContext(ctx, { organizationId: host.organizationId, projectId: null })).toMatchObject({
      project: null,
    })
    expect((await openSession(ctx.db, sessionId))?.projectId).toBeNull()
    // The next sign-in begins where this one was.
    expect((await signedIn(person)).ctx).toMatchObject({
      organizationId: host.organizationId,
      projectId: null,
    })
  })
})
