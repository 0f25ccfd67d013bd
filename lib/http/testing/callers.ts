import type { Operation, Right } from '#lib/contracts/operation.ts'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { type Caller, holdingsOf } from './model.ts'
import { fieldsOf } from './schema.ts'
import type { IssuedKey, Person, Tenant } from './world.ts'

/** Whatever governs Latchwork. */
export const everything = Object.keys(builtInPermissions)

/** Everybody who may be found in the matrix; which of the keys there are differs with the kind of right. */
export const callerNames = [
  'nobody',
  'a VIEWER',
  'a VIEWER of another project',
  'a MEMBER on what is its own',
  'a MEMBER on what is another’s',
  'an ADMIN',
  'the OWNER',
  'the OWNER of another tenant',
  'a key with the right',
  'a key with every right but this',
  'a key with the right on its owner’s keys',
  'a key with the right on other keys',
  'a key that holds everything',
  'a key that holds nothing',
  'a key of another project',
]

/** Those whom only the operations of dialects know. */
export const dialectCallerNames = [
  ...callerNames,
  'a key with the right and without what it takes besides',
  'the key itself',
]

/** What the callers are made of. */
interface Cast {
  a: Tenant
  b: Tenant
  keys: Record<'kestrel' | 'osprey' | 'heron' | 'zebra', IssuedKey>
  master: IssuedKey
  bare: IssuedKey
  second: IssuedKey
  /** Permissions of both organizations' own, for vendors whose contracts speak of them. */
  own: readonly string[]
  issue(tenant: Tenant, name: string, more: Record<string, unknown>): Promise<IssuedKey>
}

type Permission = Extract<Right, { kind: 'permission' }>

const rightOf = ({ name, scoped, also = '' }: Permission) => `${name} ${scoped} ${also}`

/** Makes the keys that call, for each right that the operations speak of. @returns who calls an operation */
export async function makeCallers(
  operations: readonly Operation[],
  cast: Cast,
): Promise<(operation: Operation) => Caller[]> {
  const { a, keys, master, bare, second, own } = cast
  const byRight = new Map<string, Caller[]>()
  for (const { right } of operations)
    if (right.kind === 'permission' && !byRight.has(rightOf(right)))
      byRight.set(rightOf(right), await holdersOf(right, cast))
  const people = peopleOf(cast)
  const all = [...everything, ...own]
  const others = [
    keyCaller(a, second, {
      name: 'a key of another project',
      permissions: all,
      projectId: a.second.id,
      hidden: ['kestrel', 'osprey', a.first.name],
    }),
  ]
  const plainKeys = [
    keyCaller(a, master, { name: 'a key that holds everything', permissions: all }),
    keyCaller(a, bare, { name: 'a key that holds nothing', permissions: [] }),
  ]
  const itself = keyCaller(a, keys.kestrel, {
    name: 'the key itself',
    permissions: [],
    self: a.people.MEMBER.id,
    hidden: ['osprey'],
  })
  return ({ right, mount, params }) => [
    ...people,
    ...(right.kind === 'permission' ? (byRight.get(rightOf(right)) ?? []) : plainKeys),
    ...(mount !== null && 'keyId' in fieldsOf(params) ? [itself] : []),
    ...others,
  ]
}

/** Keys with a right, and with all but it. */
async function holdersOf({ name, scoped, also }: Permission, { a, own, issue }: Cast): Promise<Caller[]> {
  const beside = also === undefined ? [] : [also]
  const made = async (
    label: string,
    permissions: readonly string[],
    more: Partial<Caller> & Pick<Caller, 'name'>,
    ownerId = a.serviceAccountId,
  ) => {
    const key = await issue(a, `caller ${label}`, { ownerId, permissions })
    return keyCaller(a, key, { permissions, self: ownerId, ...more })
  }
  const variants = (of: string) => [of, `${of}:own`, `${of}:any`]
  const all = [...everything, ...own]
  const whole = scoped ? `${name}:any` : name
  const callers = [
    await made(`with ${name}`, [whole, ...beside], { name: 'a key with the right' }),
    await made(
      `without ${name}`,
      all.filter((held) => !variants(name).includes(held)),
      { name: 'a key with every right but this' },
    ),
  ]
  if (also !== undefined)
    callers.push(
      await made(
        `with ${name} and without ${also}`,
        all.filter((held) => !variants(also).includes(held)),
        { name: 'a key with the right and without what it takes besides' },
      ),
    )
  for (const owner of scoped ? [a.people.MEMBER, a.people.OTHER] : [])
    callers.push(
      await made(
        `with ${name}:own`,
        [`${name}:own`, ...beside],
        {
          name: `a key with the right on ${owner === a.people.MEMBER ? 'its owner’s keys' : 'other keys'}`,
          hidden: [owner === a.people.MEMBER ? 'osprey' : 'kestrel'],
        },
        owner.id,
      ),
    )
  return callers
}

function peopleOf({ a, b, own }: Cast): Caller[] {
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
    key: null,
    tenant,
    projectId: null,
    permissions: [...holdingsOf(role), ...(role === 'VIEWER' ? [] : own)],
    self: who.id,
    person: who,
    hidden,
  })
  return [
    {
      name: 'nobody',
      kind: 'anonymous',
      token: null,
      key: null,
      tenant: null,
      projectId: null,
      permissions: [],
      self: null,
      person: null,
      hidden: ['zebra', 'kestrel', 'osprey', 'heron'],
    },
    person('a VIEWER', a, 'VIEWER', a.people.VIEWER, ['zebra']),
    {
      ...person('a VIEWER of another project', a, 'VIEWER', a.people.LIMITED, [
        'zebra',
        'kestrel',
        'osprey',
        a.first.name,
      ]),
      projectId: a.second.id,
    },
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
    key,
    tenant,
    projectId: tenant.first.id,
    self: tenant.serviceAccountId,
    person: null,
    ...more,
    hidden: ['zebra', ...(more.projectId ? [] : ['heron', tenant.second.name]), ...(more.hidden ?? [])],
  }
}
