import { governs } from '#lib/contracts/members.ts'
import { usualLifetime } from '#lib/contracts/policies.ts'
import type { PolicyRules } from '#lib/contracts/policy-rules.ts'
import type { FieldProblem } from '#lib/contracts/problem.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'
import { type Grant, grantOf } from '../keys/grant.ts'
import type { KeyRow } from '../keys/row.ts'
import type { Tx } from '../transaction.ts'
import { heldOf, type KeyForm, lacksAddresses, lacksExpiry, latestEnd, livesTooLong } from './breaches.ts'
import { type InForce, policyInForce } from './in-force.ts'
import { policyOf, someOf, spanText } from './words.ts'

/** How a key comes by what it holds, to say which field is to blame. */
interface Sources {
  permissions: readonly string[]
  roleId: string | null
}

interface NewKey extends KeyForm, Sources {
  projectId: string
  /** Whether its maker said when it ends, or that it never does; else the policy may say. */
  endSaid: boolean
}

/**
 * Holds a new key to the policy in force in its project.
 * @returns its end: where its maker said nothing of it, no later than the policy lets it be
 * @throws CoreError `forbidden` for who makes no keys by it, or gives what needs an approval; `invalid` with a field for each rule
 * that the key breaks
 */
export async function checkNew(tx: Tx, { projectId, endSaid, ...key }: NewKey): Promise<Date | null> {
  if (tx.actor.type === 'system') return key.expiresAt
  const policy = await inForceAt(tx, projectId)
  refuseMaker(tx, policy)
  const form = endSaid ? key : { ...key, expiresAt: bounded(key, policy.rules) }
  refuseBreaches(form, policy)
  refuseUnapproved(tx, form, policy, new Set())
  return form.expiresAt
}

/**
 * Holds a key that is changed, or handed on, to the policy in force in its project: whoever touches a key leaves it as one that
 * could be made today. What it holds already it holds without another approval, and one that is disabled may be as it is until it is
 * enabled.
 * @param after what the change makes of it
 * @throws CoreError `invalid` with a field for each rule that the key breaks, `forbidden` where it would get what needs an approval
 */
export async function checkChanged(
  tx: Tx,
  row: KeyRow,
  after: { effective: ReadonlySet<string> } & Partial<{
    [Field in 'expiresAt' | 'ipAllowlist' | 'permissions' | 'roleId' | 'enabled']: KeyRow[Field] | undefined
  }>,
): Promise<void> {
  if (tx.actor.type === 'system') return
  const policy = await inForceAt(tx, row.projectId)
  const { effective, expiresAt, ipAllowlist, permissions, roleId, enabled = row.enabled } = after
  const form = {
    effective,
    createdAt: row.createdAt,
    expiresAt: expiresAt === undefined ? row.expiresAt : expiresAt,
    ipAllowlist: ipAllowlist ?? row.ipAllowlist,
    permissions: permissions ?? row.permissions,
    roleId: roleId === undefined ? row.roleId : roleId,
  }
  if (enabled) refuseBreaches(form, policy)
  if (heldOf(effective, policy.rules.approvalFor).length === 0) return
  const held = (await grantOf(tx.db, row)).given
  refuseUnapproved(tx, form, policy, held)
}

/**
 * Holds what somebody asks a key to get to the policy: it needs an approval, and may be given at all.
 * @throws CoreError `invalid` where the policy bans it, or asks for no approval of it
 */
export async function checkWish(tx: Tx, row: KeyRow, grant: Grant): Promise<void> {
  const policy = await inForceAt(tx, row.projectId)
  const { bannedPermissions, approvalFor } = policy.rules
  refuseBreaches(
    { ...row, ...grant, effective: grant.given },
    { ...policy, rules: bannedPermissions ? { bannedPermissions } : {} },
  )
  if (heldOf(grant.given, approvalFor).length === 0)
    throw invalidField('permissions', 'No policy asks for an approval of this: change the key itself')
}

/** Nobody changes the policy until the commit: the key is held to what is in force then. */
const inForceAt = (tx: Tx, projectId: string): Promise<InForce> =>
  policyInForce(tx.db, { organizationId: tx.organizationId ?? '', projectId }, { hold: true })

/** True where the rule on makers lets the actor make keys. */
export function mayMake({ actor, role }: Ctx, { creators }: PolicyRules): boolean {
  if (creators === undefined || actor.type === 'system') return true
  if (actor.type === 'key') return false
  return creators === 'people' || (role !== null && governs(role))
}

/** True where the actor gives what needs an approval by its own decision: a person’s, and no key’s. */
export const mayGiveUnasked = ({ actor, permissions }: Ctx): boolean =>
  actor.type !== 'key' && permissions.has('approval:decide')

function refuseMaker(ctx: Ctx, { rules, sources }: InForce): void {
  if (mayMake(ctx, rules)) return
  const who = policyOf(sources.creators)
  const message =
    ctx.actor.type === 'key'
      ? `${who} has people make keys: a key makes none. Sign in, or ask somebody to make it.`
      : `${who} has owners and admins make keys: ask one of them.`
  throw new CoreError('forbidden', message, { reason: 'policy' })
}

/** The end of a key of which nothing was said. */
function bounded(
  { createdAt, expiresAt }: KeyForm,
  { maxLifetime, requireExpiry }: PolicyRules,
): Date | null {
  const latest = maxLifetime === undefined ? null : latestEnd({ createdAt }, maxLifetime)
  if (latest && (expiresAt === null || expiresAt > latest)) return latest
  return expiresAt ?? (requireExpiry ? latestEnd({ createdAt }, usualLifetime) : null)
}

function refuseBreaches(key: KeyForm & Sources, { rules, sources }: InForce): void {
  const fields: FieldProblem[] = []
  const refuse = (path: string, message: string) => fields.push({ path, message })
  if (livesTooLong(key, rules) && rules.maxLifetime !== undefined)
    refuse(
      'expiresAt',
      `${policyOf(sources.maxLifetime)} has keys end within ${spanText(rules.maxLifetime)} of their making: choose an end no later than ${latestEnd(key, rules.maxLifetime).toISOString()}`,
    )
  else if (lacksExpiry(key, rules))
    refuse('expiresAt', `${policyOf(sources.requireExpiry)} has keys end: choose when this one does`)
  if (lacksAddresses(key, rules))
    refuse(
      'ipAllowlist',
      `${policyOf(sources.requireAddresses)} has keys say from which addresses they are presented: name at least one`,
    )
  const banned = heldOf(key.effective, rules.bannedPermissions)
  for (const [path, names] of byField(key, banned))
    refuse(
      path,
      `${policyOf(sources.bannedPermissions)} lets no key hold ${someOf(names)}: ${remedies[path]}`,
    )
  if (fields.length === 0) return
  const [first] = fields
  throw new CoreError('invalid', `${first?.message}.`, { fields, reason: 'policy' })
}

/** @throws CoreError `forbidden` where the actor gives what it may give only with an approval */
function refuseUnapproved(
  ctx: Ctx,
  key: KeyForm & Sources,
  { rules, sources }: InForce,
  held: ReadonlySet<string>,
): void {
  if (mayGiveUnasked(ctx)) return
  const had = new Set(heldOf(held, rules.approvalFor))
  const gained = heldOf(key.effective, rules.approvalFor).filter((name) => !had.has(name))
  if (gained.length === 0) return
  const message = `${policyOf(sources.approvalFor)} asks for an approval before a key gets ${someOf(gained)}: leave it out, then ask for it with POST /api/v1/approvals`
  const fields = [...byField(key, gained).keys()].map((path) => ({ path, message }))
  throw new CoreError('forbidden', `${message}.`, { fields, reason: 'needs_approval' })
}

type GrantField = 'permissions' | 'role' | 'level'

const remedies: Readonly<Record<string, string>> = {
  permissions: 'take it off',
  role: 'choose another role',
  level: 'choose a lower level, or another role',
}

/** By which field of the grant each of some permissions comes. A role's and a level's are not told apart where the key has both. */
function byField(
  { permissions, roleId }: Sources,
  names: readonly string[],
): ReadonlyMap<GrantField, string[]> {
  const explicit = new Set(permissions)
  const other: GrantField = roleId === null ? 'level' : 'role'
  return Map.groupBy(names, (name) => (heldOf(explicit, [name]).length > 0 ? 'permissions' : other))
}
