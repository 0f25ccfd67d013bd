import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import { hashPassword } from '#lib/core/account/password.ts'
import { foundOrganization } from '#lib/core/organizations/found.ts'
import { signAccessToken } from '#lib/core/sessions/access-token.ts'
import { transaction } from '#lib/core/transaction.ts'
import { database } from '#lib/db/client.ts'
import { formText } from './form.ts'
import type { Dispatch } from './routes.ts'

export const origin = 'http://localhost:3000'

/** The password of everybody in a world. */
export const password = 'correct horse battery staple'

export interface Person {
  id: string
  name: string
  email: string
  sessionId: string
  /** Another session of the same person. */
  otherSessionId: string
  /** For `Authorization: Bearer`. */
  token: string
}

export interface Tenant {
  organizationId: string
  first: { id: string; name: string }
  second: { id: string; name: string }
  serviceAccountId: string
  people: Record<'OWNER' | 'ADMIN' | 'MEMBER' | 'OTHER' | 'VIEWER' | 'LIMITED', Person>
  /** Names of permissions, to their ids. */
  permissions: ReadonlyMap<string, number>
  roles: ReadonlyMap<string, string>
}

/** A key that the tests know by its secret too. */
export interface IssuedKey {
  id: string
  name: string
  secret: string
}

/** An organization with two projects, a person in each role (two members), and a service account. */
export async function makeTenant(name: string): Promise<Tenant> {
  const { prisma } = database()
  const passwordHash = await hashPassword(password)
  const person = (role: string) => ({
    id: uuidv7(),
    name: `${name} ${role.toLowerCase()}`,
    email: `${role.toLowerCase()}@${name.replaceAll(/[^a-z0-9]/g, '')}.example`,
  })
  const rows = {
    OWNER: person('OWNER'),
    ADMIN: person('ADMIN'),
    MEMBER: person('MEMBER'),
    OTHER: person('OTHER'),
    VIEWER: person('VIEWER'),
    LIMITED: person('LIMITED'),
  }
  await prisma.user.createMany({ data: Object.values(rows).map((row) => ({ ...row, passwordHash })) })
  const system = {
    db: prisma,
    actor: { type: 'system', name: 'Latchwork' } as const,
    organizationId: null,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set<string>(),
    origin: { requestId: randomUUID(), ip: null, userAgent: null },
  }
  const { organization, project } = await transaction(system, (tx) =>
    foundOrganization(tx, {
      name: `${name} organization`,
      project: { name: `${name} first` },
      ownerUserId: rows.OWNER.id,
    }),
  )
  const organizationId = organization.id
  const second = await prisma.project.create({
    data: { organizationId, name: `${name} second`, prefix: 'other' },
  })
  const account = await prisma.serviceAccount.create({ data: { organizationId, name: `${name} robot` } })
  await prisma.membership.createMany({
    data: (['ADMIN', 'MEMBER', 'OTHER', 'VIEWER'] as const).map((role) => ({
      organizationId,
      userId: rows[role].id,
      role: role === 'OTHER' ? 'MEMBER' : role,
    })),
  })
  await prisma.membership.create({
    data: {
      organizationId,
      userId: rows.LIMITED.id,
      role: 'VIEWER',
      projects: { create: { projectId: second.id } },
    },
  })
  const signedIn = async (row: { id: string; name: string; email: string }): Promise<Person> => {
    const sessionId = await startSession(row.id, organizationId, project.id)
    const otherSessionId = await startSession(row.id, organizationId, project.id)
    return { ...row, sessionId, otherSessionId, token: await signAccessToken(row.id, sessionId) }
  }
  return {
    organizationId,
    first: { id: project.id, name: project.name },
    second: { id: second.id, name: second.name },
    serviceAccountId: account.id,
    people: {
      OWNER: await signedIn(rows.OWNER),
      ADMIN: await signedIn(rows.ADMIN),
      MEMBER: await signedIn(rows.MEMBER),
      OTHER: await signedIn(rows.OTHER),
      VIEWER: await signedIn(rows.VIEWER),
      LIMITED: await signedIn(rows.LIMITED),
    },
    permissions: new Map(
      (await prisma.permission.findMany({ where: { organizationId } })).map((one) => [one.name, one.id]),
    ),
    roles: new Map(
      (await prisma.role.findMany({ where: { organizationId } })).map((one) => [one.name, one.id]),
    ),
  }
}

/** A row of `session` that lives for a day. */
async function startSession(userId: string, organizationId: string, projectId: string): Promise<string> {
  const id = uuidv7()
  const expiresAt = new Date(Date.now() + 24 * 3600 * 1000)
  await database().prisma.session.create({ data: { id, userId, organizationId, projectId, expiresAt } })
  return id
}

export type { MemberRole }

const contentTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

/** A request as a program writes it. */
export interface Sent {
  method: string
  /** Path and query. */
  path: string
  /** Bearer: an access token, or a key's secret. */
  token?: string | null
  headers?: Record<string, string>
  /** An object becomes what `encoding` says, by default JSON. */
  body?: unknown
  encoding?: 'json' | 'form'
}

export function requestOf({ method, path, token, headers = {}, body, encoding = 'json' }: Sent): Request {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const text = encoding === 'form' ? formText : JSON.stringify
  return new Request(`${origin}${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': contentTypes[encoding] }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as string) : text(body) }),
  })
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  json: unknown
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  }
}

/** A way to ask the contract, in this process or over HTTP. */
export type Ask = (sent: Sent) => Promise<Answer>

export const askWith =
  (dispatch: Dispatch): Ask =>
  async (sent) =>
    answerOf(await dispatch(requestOf(sent)))

/** Makes a key over the contract. @throws Error where it is refused */
export async function issueKey(ask: Ask, token: string, body: Record<string, unknown>): Promise<IssuedKey> {
  const { status, json, text } = await ask({ method: 'POST', path: '/api/v1/keys', token, body })
  if (status !== 201) throw new Error(`Making the key “${String(body.name)}” was answered ${status}: ${text}`)
  const { id, name, secret } = json as IssuedKey
  return { id, name, secret }
}

/** A key with another secret; the one before works for a day. */
export async function rotated(ask: Ask, { people }: Tenant, { id, name }: IssuedKey): Promise<IssuedKey> {
  const path = `/api/v1/keys/${id}/rotate`
  const { json } = await ask({
    method: 'POST',
    path,
    token: people.OWNER.token,
    body: { graceSeconds: 86_400 },
  })
  return { id, name, secret: (json as IssuedKey).secret }
}
