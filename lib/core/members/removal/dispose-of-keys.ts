import type { Input } from '#lib/contracts/operation.ts'
import type { Disposition, removeMember } from '#lib/contracts/removal.ts'
import type { AuditEntry } from '../../audit/record.ts'
import { requireOrganization } from '../../authorize.ts'
import { CoreError, invalidField } from '../../errors.ts'
import type { OwnedKey } from '../../keys/of-owner.ts'
import { refuseOutOfReach } from '../../keys/owner.ts'
import { revokeMany } from '../../keys/revoke-many.ts'
import { type NamedOwner, transferMany } from '../../keys/transfer-many.ts'
import type { Tx } from '../../transaction.ts'
import type { LockedMembers } from '../standing.ts'
import { beyond } from './beyond.ts'
import type { Leaving } from './scope.ts'
import { isUsed } from './traffic.ts'

interface Estate {
  /** All keys of the member, locked. */
  owned: readonly OwnedKey[]
  leaving: Leaving
  locked: LockedMembers
  /** The service account that was made to own keys. */
  created: { id: string; name: string } | null
}

interface Disposed {
  counts: { transferredKeys: number; convertedKeys: number; revokedKeys: number }
  events: AuditEntry[]
}

/**
 * Does with every key of a member what was decided: for those named what is said of them, for the others what is said of used and of
 * idle ones. Keys that go on stay as they are otherwise: one that breaks a policy broke it before, and must keep nobody from being
 * removed. The memberships and service accounts that a decision names must be locked (`lockMembers`, `reassign`).
 * @throws CoreError `invalid` for a new owner who is none or is limited to other projects, `forbidden` where a key holds what the actor may not hand on
 */
export async function disposeOfKeys(
  tx: Tx,
  input: Input<typeof removeMember>,
  { owned, leaving, locked, created }: Estate,
): Promise<Disposed> {
  const used = await usedOf(tx, owned)
  const named = new Map(input.keys?.map((key) => [key.keyId, key.disposition]))
  const [clock] = await tx.db.$queryRaw<{ now: Date }[]>`
    SELECT date_trunc('milliseconds', clock_timestamp()) AS now`
  const now = clock?.now ?? new Date()

  const groups = new Map<string, { disposition: Disposition; keys: OwnedKey[] }>()
  for (const key of owned) {
    const disposition = named.get(key.id) ?? (used.has(key.id) ? input.used : input.idle)
    const name = disposition.action === 'transfer' ? disposition.ownerId : disposition.action
    const group = groups.get(name)
    if (group) group.keys.push(key)
    else groups.set(name, { disposition, keys: [key] })
  }
  const kept = [...groups.values()].flatMap((one) => (one.disposition.action === 'revoke' ? [] : one.keys))
  refuseBeyond(kept, await beyond(tx, kept))

  const counts = { transferredKeys: 0, convertedKeys: 0, revokedKeys: 0 }
  const events: AuditEntry[] = []
  const owners = await ownersNamed(tx, input, leaving.id, locked)
  for (const { disposition, keys: some } of groups.values())
    switch (disposition.action) {
      case 'revoke':
        counts.revokedKeys += some.length
        events.push(...(await revokeMany(tx, some, { reason: input.reason ?? null, now })))
        break
      case 'transfer': {
        const to = owners(disposition.ownerId)
        const places = [...new Set(some.map(({ projectId }) => projectId))]
        await refuseOutOfReach(tx, to.owner, places, pathOf(input, disposition.ownerId))
        counts.transferredKeys += some.length
        events.push(...(await transferMany(tx, some, { from: leaving, to, now })))
        break
      }
      case 'convert': {
        if (!created) throw invalidField('newServiceAccount', 'Say which service account is to be made')
        const owner = { userId: null, serviceAccountId: created.id }
        counts.convertedKeys += some.length
        events.push(...(await transferMany(tx, some, { from: leaving, to: { ...created, owner }, now })))
      }
    }
  return { counts, events }
}

/** Where a decision first names this new owner. */
function pathOf({ used, idle, keys = [] }: Input<typeof removeMember>, ownerId: string): string {
  const names = (one: Disposition) => one.action === 'transfer' && one.ownerId === ownerId
  if (names(used)) return 'used.ownerId'
  if (names(idle)) return 'idle.ownerId'
  return `keys.${keys.findIndex(({ disposition }) => names(disposition))}.disposition.ownerId`
}

async function usedOf(tx: Tx, keys: readonly OwnedKey[]): Promise<ReadonlySet<string>> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT k.id FROM unnest(${keys.map(({ id }) => id)}::uuid[]) AS k (id) WHERE ${isUsed}`
  return new Set(rows.map(({ id }) => id))
}

function refuseBeyond(keys: readonly OwnedKey[], missing: ReadonlyMap<string, readonly string[]>): void {
  const beyondActor = keys.filter(({ id }) => missing.has(id))
  const [first] = beyondActor
  if (!first) return
  const names = beyondActor.slice(0, 3).map(({ name }) => `“${name}”`)
  const more = beyondActor.length > 3 ? ` and ${beyondActor.length - 3} more` : ''
  throw new CoreError(
    'forbidden',
    `You may not hand on what ${names.join(', ')}${more} may do (${missing.get(first.id)?.slice(0, 3).join(', ')}). Revoke ${beyondActor.length === 1 ? 'it' : 'them'}, or have somebody decide who holds that.`,
    { reason: 'exceeds_grant' },
  )
}

/**
 * Whom the decision names as new owners: each is judged, whether a key comes to them or not, so that a decision is good or bad by
 * itself and not by what its member happens to own.
 */
async function ownersNamed(
  tx: Tx,
  input: Input<typeof removeMember>,
  leavingId: string,
  { byUser }: LockedMembers,
): Promise<(id: string) => NamedOwner> {
  const places = [
    { path: 'used.ownerId', disposition: input.used },
    { path: 'idle.ownerId', disposition: input.idle },
    ...(input.keys ?? []).map(({ disposition }, at) => ({
      path: `keys.${at}.disposition.ownerId`,
      disposition,
    })),
  ].flatMap(({ path, disposition }) =>
    disposition.action === 'transfer' ? [{ path, id: disposition.ownerId }] : [],
  )
  const ids = places.map(({ id }) => id)
  const people = await tx.db.user.findMany({
    where: { id: { in: ids.filter((id) => id !== leavingId && byUser.has(id)) } },
    select: { id: true, name: true },
  })
  const accounts = await tx.db.serviceAccount.findMany({
    where: { organizationId: requireOrganization(tx), id: { in: ids }, archivedAt: null },
    select: { id: true, name: true },
  })
  const found = new Map<string, NamedOwner>([
    ...people.map((one) => [one.id, { ...one, owner: { userId: one.id, serviceAccountId: null } }] as const),
    ...accounts.map(
      (one) => [one.id, { ...one, owner: { userId: null, serviceAccountId: one.id } }] as const,
    ),
  ])
  for (const { path, id } of places)
    if (!found.has(id))
      throw invalidField(
        path,
        'No other member and no service account in use of the organization has this id',
      )
  return (id) => {
    const owner = found.get(id)
    if (!owner) throw new Error(`Nobody looked for owner ${id}`)
    return owner
  }
}
