import { randomUUID } from 'node:crypto'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { type MemberRole, rolePermissions } from '#lib/contracts/permissions.ts'
import type { PrismaClient } from '#lib/db/generated/client.ts'
import { record } from '../audit/record.ts'
import type { Actor, Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { create } from '../keys/create.ts'
import { revoke } from '../keys/revoke.ts'
import { rotate } from '../keys/rotate.ts'
import { update } from '../keys/update.ts'
import { refreshExcess } from '../oversight/refresh-excess.ts'
import { create as createProject } from '../projects/create.ts'
import { type Tx, transaction } from '../transaction.ts'
import { sampleLevels, samplePermissions, sampleRoles } from './catalogue.ts'
import { firstKeys } from './first-keys.ts'
import { type MadeKey, writeHistory } from './history.ts'
import { partnerKeys } from './partner-keys.ts'
import { emailOf, type Person, people, projects, type SampleProject, serviceAccounts } from './people.ts'
import { seededRandom } from './random.ts'
import type { SampleKey } from './sample-key.ts'
import { sandboxKeys } from './sandbox-keys.ts'

const marker = 'organization.fill_with_samples'
const day = 86_400_000

/** What was added. */
export interface Filled {
  people: number
  keys: number
  /** Verifications told of. */
  verifications: number
}

interface Options {
  organizationId: string
  /** The same seed gives the same names, dates and counts; ids and secrets are new each time. */
  seed?: number
}

/**
 * Fills an organization with believable people, keys and 90 days of use, for a first look round. All of it or nothing, once.
 *
 * Keys are made, rotated, disabled and revoked by the verbs that a person's request runs, each with its audit event, so
 * they are real: only nobody has their secrets, which are dropped here. Only what happened in the past is written beside the verbs.
 * The people have no password, and their addresses receive no mail: nobody can sign in as one of them.
 * @param db not within a transaction: this one takes longer than a request's may
 * @throws CoreError `conflict` where the organization has sample data already, `not_found` where there is none
 */
export async function fillWithSamples(
  db: PrismaClient,
  { organizationId, seed = 1 }: Options,
): Promise<Filled> {
  const work = async (tx: Tx) => {
    await refuseTwice(tx, organizationId)
    await addCatalogue(tx, organizationId)
    const team = await addPeople(tx, organizationId)
    const places = await addProjects(tx, organizationId, team)
    const { made, now } = await addKeys(tx, organizationId, team, places)
    await writeHistory(tx.db, made, now, seededRandom(seed))
    const [sum] = await tx.db.$queryRaw<{ total: bigint | null }[]>`
      SELECT sum(count)::int8 AS total FROM key_usage WHERE organization_id = ${organizationId}::uuid`
    return { people: team.size, keys: made.length, verifications: Number(sum?.total ?? 0) }
  }
  const filled = await transaction({ ...systemContext(organizationId), db }, work, 180_000)
  await refreshExcess(db, organizationId)
  return filled
}

function systemContext(organizationId: string): Omit<Ctx, 'db'> {
  return {
    actor: { type: 'system', name: 'Sample data' },
    organizationId,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set(),
    origin: { requestId: `sample-data-${randomUUID()}`, ip: null, userAgent: null },
  }
}

async function refuseTwice(tx: Tx, organizationId: string): Promise<void> {
  const [organization] = await tx.db.$queryRaw<{ name: string }[]>`
    SELECT name FROM organization WHERE id = ${organizationId}::uuid FOR UPDATE`
  if (!organization) throw new CoreError('not_found', 'There is no such organization.')
  const before = await tx.db.auditEvent.findFirst({
    where: { organizationId, action: marker },
    select: { id: true },
  })
  if (before) throw new CoreError('conflict', `${organization.name} has its sample data already.`)
  const target = { type: 'organization', id: organizationId, name: organization.name }
  await record(tx, { action: marker, target })
}

/**
 * Adds permissions, roles and what the ladder's rungs add. Of the ladder only what is new in the catalogue is touched, so that no
 * key which is there already comes to hold more of what the organization's API knows.
 */
async function addCatalogue(tx: Tx, organizationId: string): Promise<void> {
  const names = Object.keys(samplePermissions)
  const known = await tx.db.permission.findMany({ where: { organizationId, name: { in: names } } })
  const there = new Set(known.map((permission) => permission.name))
  await tx.db.permission.createMany({
    data: Object.entries(samplePermissions)
      .filter(([name]) => !there.has(name))
      .map(([name, description]) => ({ organizationId, name, description })),
  })
  const all = await tx.db.permission.findMany({ where: { organizationId, name: { in: names } } })
  const idOf = new Map(all.map(({ id, name }) => [name, id]))
  const ids = (list: readonly string[]) => list.flatMap((name) => idOf.get(name) ?? [])
  for (const { name, description, permissions } of sampleRoles) {
    if (await tx.db.role.findUnique({ where: { organizationId_name: { organizationId, name } } })) continue
    const create = ids(permissions).map((permissionId) => ({ permissionId }))
    const role = await tx.db.role.create({
      data: { organizationId, name, description, permissions: { create } },
    })
    await record(tx, {
      action: 'role.create',
      target: { type: 'role', id: role.id, name },
      detail: { permissions },
    })
  }
  const rungs = await tx.db.level.findMany({ where: { organizationId }, select: { level: true } })
  await tx.db.levelPermission.createMany({
    data: sampleLevels
      .filter(({ level }) => rungs.some((rung) => rung.level === level))
      .flatMap(({ level, adds }) =>
        ids(adds.filter((name) => !there.has(name))).map((permissionId) => ({
          organizationId,
          level,
          permissionId,
        })),
      ),
  })
}

/** Whoever owns keys, by handle. */
type Team = ReadonlyMap<string, { id: string; name: string; email: string; role: MemberRole }>

async function addPeople(tx: Tx, organizationId: string): Promise<Team> {
  const team = new Map<string, { id: string; name: string; email: string; role: MemberRole }>()
  // A domain of this organization's own: no address of another's sample people, or of anybody, is ever taken over.
  const domain = `o-${organizationId.replaceAll('-', '').slice(-12)}`
  for (const handle of Object.keys(people) as Person[]) {
    const { name, role } = people[handle]
    const user = await tx.db.user.create({ data: { name, email: emailOf(handle, domain) } })
    await tx.db.membership.create({ data: { organizationId, userId: user.id, role } })
    const target = { type: 'user', id: user.id, name }
    await record(tx, { action: 'member.create', target, detail: { role, email: user.email } })
    team.set(handle, { id: user.id, name, email: user.email, role })
  }
  return team
}

async function addProjects(
  tx: Tx,
  organizationId: string,
  team: Team,
): Promise<Record<SampleProject, string>> {
  const admin = await contextOf(tx, organizationId, team, 'jonas')
  const first = await tx.db.project.findFirst({ where: { organizationId }, orderBy: { createdAt: 'asc' } })
  const ids: string[] = []
  for (const project of [projects.partners, projects.sandbox])
    ids.push((await createProject(admin, project)).id)
  const [partners = '', sandbox = ''] = ids
  return { first: first?.id ?? sandbox, partners, sandbox }
}

/** The context of a sample person, with what their role holds, so that the verbs judge as they would judge them. */
async function contextOf(tx: Tx, organizationId: string, team: Team, handle: Person): Promise<Tx> {
  const person = team.get(handle)
  if (!person) throw new Error(`No sample person ${handle}`)
  const own = await tx.db.permission.findMany({
    where: { organizationId, builtIn: false },
    select: { name: true },
  })
  const actor: Actor = { type: 'user', id: person.id, name: person.name, email: person.email, sessionId: '' }
  const permissions = rolePermissions(
    person.role,
    own.map(({ name }) => name),
  )
  return { ...tx, actor, role: person.role, permissions }
}

async function addKeys(tx: Tx, organizationId: string, team: Team, places: Record<SampleProject, string>) {
  const owners = new Map([...team].map(([handle, { id }]) => [handle, id]))
  for (const name of serviceAccounts) {
    const account = await tx.db.serviceAccount.create({ data: { organizationId, name } })
    await record(tx, {
      action: 'service_account.create',
      target: { type: 'service_account', id: account.id, name },
    })
    owners.set(name, account.id)
  }
  const [clock] = await tx.db.$queryRaw<
    { now: Date }[]
  >`SELECT date_trunc('second', clock_timestamp()) AS now`
  const now = clock?.now.getTime() ?? 0
  const contexts = new Map<string, Tx>()
  for (const handle of Object.keys(people) as Person[])
    contexts.set(handle, await contextOf(tx, organizationId, team, handle))
  const as = (handle: Person) => contexts.get(handle) ?? tx

  const made: MadeKey[] = []
  for (const [place, list] of [
    ['first', firstKeys],
    ['partners', partnerKeys],
    ['sandbox', sandboxKeys],
  ] as const)
    for (const sample of list) {
      const ownerId = owners.get(sample.owner)
      const maker = sample.maker ?? (sample.owner in people ? (sample.owner as Person) : 'jonas')
      if (!ownerId) throw new Error(`No sample owner ${sample.owner}`)
      const key = await makeKey(as(maker), sample, { projectId: places[place], ownerId, now })
      made.push({ sample, key: await changeKey(as, maker, sample, key) })
    }
  return { made, now }
}

async function makeKey(
  ctx: Tx,
  sample: SampleKey,
  place: { projectId: string; ownerId: string; now: number },
) {
  const { projectId, ownerId, now } = place
  const { name, description, permissions, role, level, metadata } = sample
  const expiry = sample.life === null ? null : now + (sample.life - sample.age) * day
  const { secret: _unused, ...key } = await create(ctx, {
    projectId,
    ownerId,
    name,
    ...(description ? { description } : {}),
    ...(permissions ? { permissions: [...permissions] } : {}),
    ...(role ? { role } : {}),
    ...(level === undefined ? {} : { level }),
    ...(metadata ? { metadata } : {}),
    ...(sample.limits ? { rateLimits: [...sample.limits] } : {}),
    ...(sample.addresses ? { ipAllowlist: [...sample.addresses] } : {}),
    // A key cannot be made expired: it is made for a day, and its dates are told with its history.
    expiresAt: expiry === null ? null : new Date(Math.max(expiry, now + day)).toISOString(),
  })
  return key
}

async function changeKey(
  as: (handle: Person) => Tx,
  maker: Person,
  sample: SampleKey,
  key: ApiKeyDetail,
): Promise<ApiKeyDetail> {
  const keyId = key.id
  const graceSeconds = Math.round((sample.rotating?.left ?? 0) * 3600)
  if (sample.rotating || sample.rotated !== undefined) {
    const { secret: _unused, ...rotated } = await rotate(as(maker), { keyId, graceSeconds })
    return rotated
  }
  if (sample.disabled) return update(as(maker), { keyId, enabled: false })
  if (sample.revoked) return revoke(as(sample.revoked.by), { keyId, reason: sample.revoked.reason })
  return key
}
