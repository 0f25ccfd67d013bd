import { setTimeout as sleep } from 'node:timers/promises'
import { encode } from 'next-auth/jwt'
import { TOTP } from 'otpauth'
import { v7 as uuidv7 } from 'uuid'
import { addressHeader } from '#lib/client-address.ts'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import { confirmSecondFactor } from '#lib/core/account/confirm-second-factor.ts'
import { hashPassword } from '#lib/core/account/password.ts'
import { startSecondFactor } from '#lib/core/account/start-second-factor.ts'
import type { Ctx } from '#lib/core/context.ts'
import { foundOrganization } from '#lib/core/organizations/found.ts'
import { openSession } from '#lib/core/sessions/open.ts'
import { signIn } from '#lib/core/sessions/sign-in.ts'
import { transaction } from '#lib/core/transaction.ts'
import { database } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'
import { secrets } from '#lib/secrets.ts'
import { anonymous } from './origin.ts'
import { sessionCookieName } from './session-cookie.ts'

export const goodPassword = 'a harbour full of lanterns'

export interface Person {
  id: string
  email: string
  organizationId: string
  projectId: string
}

let addresses = 0

/** An address that no other call has given out. */
export function newAddress(): string {
  addresses += 1
  return `198.18.${(addresses >> 8) & 255}.${addresses & 255}`
}

/** The context of nobody, at an address of its own unless one is given. */
export function nobodyAt(ip: string = newAddress()): Ctx {
  return anonymous(new Headers({ [addressHeader]: ip }))
}

/** A person with a password, the owner of a new organization. */
export async function newPerson(): Promise<Person> {
  const email = `${uuidv7()}@example.com`
  const passwordHash = await hashPassword(goodPassword)
  return transaction({ ...nobodyAt(), actor: { type: 'system', name: 'Test' } }, async (tx) => {
    const { id } = await tx.db.user.create({
      data: { email, name: 'Ada Lovelace', passwordHash, emailProvenAt: new Date() },
    })
    const { organization, project } = await foundOrganization(tx, {
      name: 'Acme',
      project: { name: 'Billing' },
      ownerUserId: id,
    })
    return { id, email, organizationId: organization.id, projectId: project.id }
  })
}

/** Adds somebody to an organization. */
export async function addMember(person: Person, organizationId: string, role: MemberRole): Promise<void> {
  await database().prisma.membership.create({ data: { organizationId, userId: person.id, role } })
}

/** Signs a person in with the password, as a browser. */
export async function signedIn(person: Person, code?: string): Promise<{ ctx: Ctx; sessionId: string }> {
  const nobody = nobodyAt()
  const { sessionId } = await signIn(nobody, { email: person.email, password: goodPassword, code }, 'browser')
  const session = await openSession(nobody.db, sessionId)
  if (!session) throw new Error('The new session is not there')
  return { ctx: { ...nobody, ...session }, sessionId }
}

/** The Cookie header of a session, as next-auth would have set it. */
export async function cookieOf(sessionId: string): Promise<string> {
  const value = await encode({ token: { sid: sessionId }, secret: secrets().sessionKey })
  return `${sessionCookieName()}=${value}`
}

/** A request to the native contract. */
export function request(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Request {
  return new Request(`${env().LATCHWORK_URL}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** An authenticator in a person's hand. */
export interface Authenticator {
  /**
   * The code of a step that is `ahead` of the one in which the factor was turned on. Only steps -1 to 1 of now count, and each
   * once, and none after a later one.
   */
  code(ahead?: number): string
  recoveryCodes: string[]
}

const step = 30_000

/** Turns the second factor on. The step before the present one is used up by it. */
export async function withAuthenticator(ctx: Ctx): Promise<Authenticator> {
  const { secret } = await startSecondFactor(ctx, { password: goodPassword })
  // A code of the step before must not grow older on its way.
  const left = step - (Date.now() % step)
  if (left < 4000) await sleep(left)
  const now = Date.now()
  const totp = new TOTP({ secret })
  const code = (ahead = 0) => totp.generate({ timestamp: now + ahead * step })
  const { recoveryCodes } = await confirmSecondFactor(ctx, { code: code(-1) })
  return { code, recoveryCodes }
}
