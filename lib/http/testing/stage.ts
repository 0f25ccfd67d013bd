import { gatewayKeyHeader, type Operation } from '#lib/contracts/operation.ts'
import { operations } from '#lib/contracts/operations.ts'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { database } from '#lib/db/client.ts'
import { forgetEnv } from '#lib/env.ts'
import { makeMeter } from '#lib/gate/meter.ts'
import type { Good } from './bad-requests.ts'
import { type Caller, holdingsOf } from './model.ts'
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

const everything = Object.keys(builtInPermissions)

/** Sets the stage in the database of this file (`withDatabase`). */
export async function setStage(): Promise<Stage> {
  quiet()
  const ask = askWith(await dispatcher())
  const [a, b] = [await makeTenant('aardvark'), await makeTenant('zebra')]
  const issue = (tenant: Tenant, name: string, more: Record<string, unknown>) =>
    issueKey(ask, tenant.people.OWNER.token, { name, projectId: tenant.first.id, ...more })
  const keys = {
    kestrel: await issue(a, 'kestrel', { ownerId: a.people.MEMBER.id }),
    osprey: await issue(a, 'osprey', { ownerId: a.people.OTHER.id }),
    heron: await issue(a, 'heron', { ownerId: a.serviceAccountId, projectId: a.second.id }),
    zebra: await issue(b, 'zebra key', { ownerId: b.people.MEMBER.id }),
  }
  // A history of more than one page, for the lists of events.
  for (const description of ['once', 'twice'])
    await ask({
      method: 'PATCH',
      path: `/api/v1/keys/${keys.kestrel.id}`,
      token: a.people.OWNER.token,
      body: { description },
    })
  const master = await issue(a, 'caller that holds everything', {
    ownerId: a.serviceAccountId,
    permissions: everything,
  })
  const bare = await issue(a, 'caller that holds nothing', { ownerId: a.serviceAccountId })
  const second = await issue(a, 'caller of the second project', {
    ownerId: a.serviceAccountId,
    projectId: a.second.id,
    permissions: everything,
  })
  const token = await ask({
    method: 'GET',
    path: `/api/v1/keys/${keys.kestrel.id}/token?lifetime=3600`,
    token: a.people.OWNER.token,
  })
  const byRight = new Map<string, Caller[]>()
  for (const { right } of operations) {
    if (right.kind !== 'permission' || byRight.has(right.name)) continue
    const { name, scoped } = right
    const variants = [name, `${name}:own`, `${name}:any`]
    const without = everything.filter((held) => !variants.includes(held))
    const callers = [
      keyCaller(
        a,
        await issue(a, `caller with ${name}`, {
          ownerId: a.serviceAccountId,
          permissions: [scoped ? `${name}:any` : name],
        }),
        {
          name: 'a key with the right',
          permissions: [scoped ? `${name}:any` : name],
        },
      ),
      keyCaller(
        a,
        await issue(a, `caller without ${name}`, { ownerId: a.serviceAccountId, permissions: without }),
        {
          name: 'a key with every right but this',
          permissions: without,
        },
      ),
    ]
    for (const owner of scoped ? [a.people.MEMBER, a.people.OTHER] : [])
      callers.push(
        keyCaller(
          a,
          await issue(a, `caller with ${name}:own`, { ownerId: owner.id, permissions: [`${name}:own`] }),
          {
            name: `a key with the right on ${owner === a.people.MEMBER ? 'its owner’s keys' : 'other keys'}`,
            permissions: [`${name}:own`],
            self: owner.id,
            hidden: [owner === a.people.MEMBER ? 'osprey' : 'kestrel'],
          },
        ),
      )
    byRight.set(right.name, callers)
  }
  const people = peopleOf(a, b)
  const others = [
    keyCaller(a, second, {
      name: 'a key of another project',
      permissions: everything,
      projectId: a.second.id,
      hidden: ['kestrel', 'osprey', a.first.name],
    }),
  ]
  const plainKeys = [
    keyCaller(a, master, { name: 'a key that holds everything', permissions: everything }),
    keyCaller(a, bare, { name: 'a key that holds nothing', permissions: [] }),
  ]
  return {
    ask,
    a,
    b,
    keys,
    master,
    kestrelToken: (token.json as { accessToken: string }).accessToken,
    snapshot: await takeSnapshot(),
    callersOf: ({ right }) => [
      ...people,
      ...(right.kind === 'permission' ? (byRight.get(right.name) ?? []) : plainKeys),
      ...others,
    ],
  }
}

function peopleOf(a: Tenant, b: Tenant): Caller[] {
  const person = (
    name: string,
    tenant: Tenant,
    role: 'OWNER' | 'ADMIN' | 'MEMBER' | 'VIEWER',
    who: Person,
    hidden: string[],
  ): Caller => ({
    name,
    kind: 'person',
    token: who.token,
    tenant,
    projectId: null,
    permissions: holdingsOf(role),
    self: who.id,
    person: who,
    hidden,
  })
  return [
    {
      name: 'nobody',
      kind: 'anonymous',
      token: null,
      tenant: null,
      projectId: null,
      permissions: [],
      self: null,
      person: null,
      hidden: ['zebra', 'kestrel', 'osprey', 'heron'],
    },
    person('a VIEWER', a, 'VIEWER', a.people.VIEWER, ['zebra']),
    person('a MEMBER on what is its own', a, 'MEMBER', a.people.MEMBER, ['zebra', 'osprey', 'heron']),
    person('a MEMBER on what is another’s', a, 'MEMBER', a.people.OTHER, ['zebra', 'kestrel', 'heron']),
    person('an ADMIN', a, 'ADMIN', a.people.ADMIN, ['zebra']),
    person('the OWNER', a, 'OWNER', a.people.OWNER, ['zebra']),
    person('the OWNER of another tenant', b, 'OWNER', b.people.OWNER, [
      'aardvark',
      'kestrel',
      'osprey',
      'heron',
    ]),
  ]
}

function keyCaller(
  tenant: Tenant,
  key: IssuedKey,
  more: Partial<Caller> & Pick<Caller, 'name' | 'permissions'>,
): Caller {
  return {
    kind: 'key',
    token: key.secret,
    tenant,
    projectId: tenant.first.id,
    self: tenant.serviceAccountId,
    person: null,
    ...more,
    hidden: ['zebra', ...(more.projectId ? [] : ['heron', tenant.second.name]), ...(more.hidden ?? [])],
  }
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
export const idsOf = ({ a, keys }: Stage): Record<string, string> => ({
  keyId: keys.kestrel.id,
  projectId: a.first.id,
  organizationId: a.organizationId,
  sessionId: a.people.MEMBER.otherSessionId,
})

/** Values by the names of fields, for samples that mean something. */
export function knownOf({ a, keys, master, kestrelToken }: Stage, who: Person = a.people.MEMBER): Known {
  const values: Record<string, unknown[]> = {
    organizationId: [a.organizationId],
    projectId: [a.first.id],
    project: [a.first.id],
    ownerId: [a.people.MEMBER.id],
    owner: [a.people.MEMBER.id],
    ids: [[keys.kestrel.id]],
    keys: [keys.kestrel.id],
    key: [keys.kestrel.secret],
    cost: ['1'],
    token: [kestrelToken],
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
    role: ['reader'],
    permissions: [['data:read'], 'data:read'],
    sample: ['text'],
    prefix: ['acme'],
    status: ['active'],
    ip: ['203.0.113.7'],
    metadata: [{ sample: 'text' }],
    ipAllowlist: [['203.0.113.0/24']],
    rateLimits: [[{ name: 'calls', limit: 10, window: 60 }]],
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
    query: Object.fromEntries(
      Object.entries(sample(operation.query, known) as Record<string, unknown>).map(([name, value]) => [
        name,
        String(value),
      ]),
    ),
    body: operation.body ? withClient(operation, stage, make(operation.body, known)) : undefined,
    ...credentialsOf(operation, stage),
    cursor: null,
  }
}

/** Who asks by a form is said once: in the form itself, or by the credential in a header. */
function withClient({ encoding, right }: Operation, { master }: Stage, body: unknown): unknown {
  if (encoding === 'json') return body
  const { client_id, client_secret, ...rest } = body as Record<string, unknown>
  const client = { client_id: master.id, client_secret: master.secret }
  return right.kind === 'public' ? { ...rest, ...client } : rest
}

/**
 * What a request shows of who makes it: for a gateway its own key, and its client's where clients send theirs.
 * @param token another caller's; else that of one who may do the most
 */
export function credentialsOf(
  { right, gateway }: Operation,
  { a, keys, master }: Stage,
  token?: string | null,
): Pick<Good, 'token' | 'headers'> {
  const most = right.kind === 'key' || gateway ? master.secret : a.people.OWNER.token
  const shown = token === undefined ? (right.kind === 'public' ? null : most) : token
  if (!gateway) return { token: shown, headers: {} }
  return { token: keys.kestrel.secret, headers: shown === null ? {} : { [gatewayKeyHeader]: shown } }
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
