import { gatewayKeyHeader, type Operation } from '#lib/contracts/operation.ts'
import { operations } from '#lib/contracts/operations.ts'
import { makeCheckpoint } from '#lib/core/audit/checkpoint.ts'
import { database } from '#lib/db/client.ts'
import { forgetEnv } from '#lib/env.ts'
import { makeMeter } from '#lib/gate/meter.ts'
import type { Good } from './bad-requests.ts'
import { everything, makeCallers } from './callers.ts'
import type { Caller } from './model.ts'
import { auditedOf, makeSpare, makeWebhooks, toldOf } from './props.ts'
import { dispatcher } from './routes.ts'
import { fieldsOf, fullSample, type Known, mayBeMissing, sample } from './schema.ts'
import { type Snapshot, takeSnapshot } from './tables.ts'
import {
  type Ask,
  askWith,
  type IssuedKey,
  issueKey,
  makeTenant,
  type Person,
  password,
  rotated,
  type Tenant,
} from './world.ts'

/*
 * Two tenants with everything an operation can be about, callers of every kind, and a good request for each operation.
 * Names are rare words, so that one in an answer tells what it is of: kestrel is the member's key, osprey the
 * other member's, heron one of the second project, zebra all of the other tenant.
 */

export interface Stage {
  ask: Ask
  a: Tenant
  b: Tenant
  keys: Record<'kestrel' | 'osprey' | 'heron' | 'zebra', IssuedKey>
  /** A key that holds everything, in the first project. */
  master: IssuedKey
  /** An access token of kestrel. */
  kestrelToken: string
  /** A one-time link to kestrel's secret, of the owner's making. */
  handover: { id: string; token: string }
  /** An invitation of the owner's to somebody without an account; there is another one. */
  invitation: { id: string; token: string }
  /** An endpoint that is told of the first project, with a delivery; there is another of each. */
  webhook: { id: string; deliveryId: string }
  /** A permission and a role of the first tenant, which two keys of its first project have, on the lowest rung. */
  spare: { permissionId: number; roleId: string }
  /** What the audit log tells of kestrel; there are two checkpoints of the log. */
  auditEventId: string
  /** The first of several notices that the member has of what the owner did to kestrel. */
  noticeId: string
  /** The member's open request for an approval, for kestrel. */
  approvalId: string
  snapshot: Snapshot
  /** Who calls an operation in the matrix. */
  callersOf(operation: Operation): Caller[]
}

/** Takes the contract's own rate limit out of the way, and lets nothing be counted behind a test's back. */
export function quiet(rate = 1_000_000_000): void {
  process.env.LATCHWORK_API_RATE = String(rate)
  forgetEnv()
  globalThis.latchworkLimits = undefined
  globalThis.latchworkMeter = makeMeter({ pool: () => database().pool, every: 0 })
}

/** What organizations have besides what all begin with: of a vendor's vocabulary. */
interface Vocabulary {
  permissions: readonly string[]
  /** Roles that hold nothing, so that everybody may hand them on. */
  roles: readonly string[]
}

/**
 * Sets the stage in the database of this file (`withDatabase`).
 * @param spoken the operations whose callers are made
 * @param vocabulary what both organizations have besides
 */
export async function setStage(
  spoken: readonly Operation[] = operations,
  vocabulary: Vocabulary = { permissions: [], roles: [] },
): Promise<Stage> {
  quiet()
  const ask = askWith(await dispatcher())
  const [a, b] = [await makeTenant('aardvark'), await makeTenant('zebra')]
  for (const { organizationId } of [a, b]) await teach(organizationId, vocabulary)
  // More than one page of them, for their list.
  await database().prisma.serviceAccount.create({
    data: { organizationId: a.organizationId, name: 'aardvark other robot' },
  })
  const all = [...everything, ...vocabulary.permissions]
  const issue = (tenant: Tenant, name: string, more: Record<string, unknown>) =>
    issueKey(ask, tenant.people.OWNER.token, { name, projectId: tenant.first.id, ...more })
  const keys = {
    kestrel: await issue(a, 'kestrel', { ownerId: a.people.MEMBER.id }),
    osprey: await issue(a, 'osprey', { ownerId: a.people.OTHER.id }),
    heron: await issue(a, 'heron', { ownerId: a.serviceAccountId, projectId: a.second.id }),
    zebra: await issue(b, 'zebra key', { ownerId: b.people.MEMBER.id }),
  }
  keys.kestrel = await rotated(ask, a, keys.kestrel)
  // A history of more than one page, for the lists of events.
  for (const description of ['once', 'twice'])
    await ask({
      method: 'PATCH',
      path: `/api/v1/keys/${keys.kestrel.id}`,
      token: a.people.OWNER.token,
      body: { description },
    })
  await makeCheckpoint(database().prisma, a.organizationId)
  const master = await issue(a, 'caller that holds everything', {
    ownerId: a.serviceAccountId,
    permissions: all,
  })
  const bare = await issue(a, 'caller that holds nothing', { ownerId: a.serviceAccountId })
  const second = await issue(a, 'caller of the second project', {
    ownerId: a.serviceAccountId,
    projectId: a.second.id,
    permissions: all,
  })
  const token = await ask({
    method: 'GET',
    path: `/api/v1/keys/${keys.kestrel.id}/token?lifetime=3600`,
    token: a.people.OWNER.token,
  })
  const link = await ask({
    method: 'POST',
    path: `/api/v1/keys/${keys.kestrel.id}/handovers`,
    token: a.people.OWNER.token,
    body: { secret: keys.kestrel.secret },
  })
  const { id, url } = link.json as { id: string; url: string }
  const invited = await ask({
    method: 'POST',
    path: '/api/v1/invitations',
    token: a.people.OWNER.token,
    body: { emails: ['peregrine@example.com', 'merlin@example.com'], role: 'MEMBER' },
  })
  const [first] = (invited.json as { deliveries: { invitationId: string; url: string }[] }).deliveries
  if (!first) throw new Error('Nobody was invited')
  const noticeId = await toldOf(a)
  const webhook = await makeWebhooks(ask, a)
  const own = vocabulary.permissions
  const callersOf = await makeCallers(spoken, { a, b, keys, master, bare, second, own, issue })
  return {
    ask,
    a,
    b,
    keys,
    master,
    kestrelToken: (token.json as { accessToken: string }).accessToken,
    handover: { id, token: new URL(url).hash.slice(1) },
    invitation: { id: first.invitationId, token: new URL(first.url).hash.slice(1) },
    webhook,
    spare: await makeSpare(a, issue),
    auditEventId: await auditedOf(a, keys.kestrel.id),
    noticeId,
    approvalId: await makePolicy(ask, a, keys.kestrel.id),
    snapshot: await takeSnapshot(),
    callersOf,
  }
}

/**
 * A policy of the first project with something in force, something to come and a draft, and a request for an approval of the
 * member's, after one that was withdrawn. @returns the request's id
 */
async function makePolicy(ask: Ask, { first, second, people }: Tenant, keyId: string): Promise<string> {
  const said = async (method: string, path: string, body: object | undefined, token = people.OWNER.token) => {
    const { status, json, text } = await ask({ method, path: `/api/v1/${path}`, token, body })
    if (status >= 300) throw new Error(`${path} was answered ${status}: ${text}`)
    return json as { id: string }
  }
  const approvalFor = ['billing:write']
  await said('PUT', `policies/${first.id}/draft`, { approvalFor })
  await said('POST', `policies/${first.id}/enforce`, {})
  await said('PUT', `policies/${first.id}/draft`, { approvalFor, requireExpiry: true })
  await said('POST', `policies/${first.id}/enforce`, { from: '2190-01-01T00:00:00Z' })
  await said('PUT', `policies/${first.id}/draft`, { approvalFor, requireAddresses: true })
  await said('PUT', `policies/${second.id}/draft`, { requireExpiry: true })
  const asked = { keyId, permissions: approvalFor, reason: 'For the month’s end' }
  const before = await said('POST', 'approvals', asked, people.MEMBER.token)
  await said('POST', `approvals/${before.id}/withdraw`, undefined, people.MEMBER.token)
  return (await said('POST', 'approvals', asked, people.MEMBER.token)).id
}

async function teach(organizationId: string, { permissions, roles }: Vocabulary): Promise<void> {
  const { prisma } = database()
  const named = (name: string) => ({ organizationId, name, description: '' })
  await prisma.permission.createMany({ data: permissions.map(named) })
  await prisma.role.createMany({ data: roles.map(named), skipDuplicates: true })
  await prisma.rolePermission.deleteMany({ where: { role: { organizationId, name: { in: [...roles] } } } })
}

/** The ids in the paths of operations, by the name of their parameter. */
export function paramsOf(
  operation: Operation,
  ids: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.keys(fieldsOf(operation.params)).map((name) => {
      const id = ids[name]
      if (!id)
        throw new Error(
          `No fixture fills {${name}} of ${operation.path}: give it one in lib/http/testing/stage.ts.`,
        )
      return [name, id]
    }),
  )
}

/** What is there to be named, in tenant `a`: the member's key and session, the first project. */
export const idsOf = ({
  a,
  keys,
  handover,
  invitation,
  webhook,
  spare,
  auditEventId,
  noticeId,
  approvalId,
}: Stage): Record<string, string> => ({
  scopeId: a.first.id,
  approvalId,
  keyId: keys.kestrel.id,
  projectId: a.first.id,
  organizationId: a.organizationId,
  sessionId: a.people.MEMBER.otherSessionId,
  userId: a.people.MEMBER.id,
  preset: 'vertesia',
  permissionId: String(spare.permissionId),
  roleId: spare.roleId,
  level: '0',
  mount: 'vertesia',
  handoverId: handover.id,
  memberId: a.people.OTHER.id,
  serviceAccountId: a.serviceAccountId,
  invitationId: invitation.id,
  endpointId: webhook.id,
  deliveryId: webhook.deliveryId,
  eventId: auditEventId,
  noticeId,
})

/** Values by the names of fields, for samples that mean something. */
export function knownOf(
  { a, keys, master, kestrelToken, handover, invitation }: Stage,
  { who = a.people.MEMBER, at = a }: { who?: Person; at?: Tenant } = {},
): Known {
  // Vendors name permissions by number, and each organization has its own. Whoever makes keys for all holds this one.
  const makesKeys = at.permissions.get('api_key:create:any')
  const values: Record<string, unknown[]> = {
    organizationId: [a.organizationId],
    projectId: [a.first.id],
    project: [a.first.id],
    ownerId: [a.people.MEMBER.id],
    owner: [a.people.MEMBER.id],
    ids: [[keys.kestrel.id]],
    keys: [keys.kestrel.id],
    keyId: [keys.kestrel.id],
    key: [keys.kestrel.secret],
    cost: ['1'],
    // A link's is shorter than a JWT, and an invitation's has a form of its own.
    token: [kestrelToken, handover.token, invitation.token],
    memberId: [a.people.OTHER.id],
    responsibleId: [a.people.MEMBER.id],
    emails: [['gyrfalcon@example.com']],
    projectIds: [[a.first.id]],
    url: ['https://hooks.example.com/latchwork'],
    types: [['key.created']],
    mail: [{ 'key.created': false }],
    secret: [keys.kestrel.secret],
    grant_type: ['client_credentials'],
    client_id: [master.id],
    client_secret: [master.secret],
    scope: ['api_key:verify'],
    audience: [['https://api.example.com/'], 'https://api.example.com/'],
    resource: [['https://api.example.com/']],
    email: [who.email],
    password: [password],
    currentPassword: [password],
    newPassword: [`${password}, changed`],
    // Of keys, then of people.
    role: ['reader', 'MEMBER'],
    permissions: [['data:read'], 'data:read', [makesKeys]],
    level: [0],
    sample: ['text'],
    prefix: ['acme'],
    status: ['active'],
    ip: ['203.0.113.7'],
    metadata: [{ sample: 'text' }],
    ipAllowlist: [['203.0.113.0/24']],
    rateLimits: [[{ name: 'calls', limit: 10, window: 60 }]],
    allowedPermissions: [['data:read']],
    // Within the 30 days of a rotation, and the life of a key.
    endsAt: [new Date(Date.now() + 20 * 86_400_000).toISOString()],
    maxLifetime: [86_400],
    bannedPermissions: [['users:write']],
    approvalFor: [['billing:write']],
  }
  return (name) => values[name] ?? []
}

/** The least request that an operation takes, or with `full` one that uses every field there is. */
export function goodRequest(
  operation: Operation,
  stage: Stage,
  known: Known = knownOf(stage),
  full = false,
): Good {
  const make = full ? fullSample : sample
  return {
    params: paramsOf(operation, idsOf(stage)),
    query: {
      ...Object.fromEntries(
        Object.entries(sample(operation.query, known) as Record<string, unknown>).map(([name, value]) => [
          name,
          String(value),
        ]),
      ),
      // Keys have the role, so that it must be said what they get instead.
      ...(operation.id === 'deleteRole' ? { replacement: 'none' } : {}),
    },
    body:
      operation.body && (full || !mayBeMissing(operation.body))
        ? withClient(operation, stage, make(operation.body, known))
        : undefined,
    ...credentialsOf(operation, stage),
    cursor: null,
  }
}

/**
 * Who asks by a form is said once: in the form itself, or by the credential in a header. A key that is said in the body is the one
 * in the header, where it is about whoever asks.
 */
function withClient({ encoding, right }: Operation, { master }: Stage, body: unknown): unknown {
  const fields = body as Record<string, unknown>
  if (encoding === 'json')
    return right.kind === 'key' && 'key' in fields ? { ...fields, key: master.secret } : body
  const { client_id, client_secret, ...rest } = fields
  const client = { client_id: master.id, client_secret: master.secret }
  return right.kind === 'public' ? { ...rest, ...client } : rest
}

/**
 * What a request shows of who makes it: for a gateway its own key, and its client's where clients send theirs.
 * @param caller another; else one who may do the most
 */
export function credentialsOf(
  { right, gateway, credential }: Operation,
  { a, keys, master }: Stage,
  caller?: Pick<Caller, 'token' | 'key'>,
): Pick<Good, 'token' | 'headers'> {
  const mostByKey = right.kind === 'key' || gateway || credential === 'basic'
  const most = mostByKey ? { token: master.secret, key: master } : { token: a.people.OWNER.token, key: null }
  const { token, key } = caller ?? (right.kind === 'public' ? { token: null, key: null } : most)
  if (gateway)
    return { token: keys.kestrel.secret, headers: token === null ? {} : { [gatewayKeyHeader]: token } }
  if (credential === 'basic' && key !== null) {
    const pair = Buffer.from(`${key.id}:${key.secret}`).toString('base64')
    return { token: null, headers: { authorization: `Basic ${pair}` } }
  }
  return { token, headers: {} }
}

/** Names of the path parameters and of the ids that the body must have. */
export function namedIn(operation: Operation): string[] {
  const body = Object.entries(fieldsOf(operation.body)).filter(
    ([name, field]) => /Id$/.test(name) && !mayBeMissing(field),
  )
  // Of the operations that take a token, one changes something that is somebody's.
  const token = operation.id === 'revokeToken' ? ['token'] : []
  return [...Object.keys(fieldsOf(operation.params)), ...body.map(([name]) => name), ...token]
}
