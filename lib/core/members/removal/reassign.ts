import type { Input } from '#lib/contracts/operation.ts'
import type { removeMember } from '#lib/contracts/removal.ts'
import type { AuditEntry } from '../../audit/record.ts'
import { requireOrganization } from '../../authorize.ts'
import { invalidField } from '../../errors.ts'
import { nameTaken } from '../../service-accounts/name-taken.ts'
import type { Tx } from '../../transaction.ts'
import type { LockedMembers } from '../standing.ts'
import type { Leaving } from './scope.ts'

type Decision = Input<typeof removeMember>

interface Reassigned {
  /** The service account that was made to own keys. */
  created: { id: string; name: string } | null
  /** How many somebody else answers for now. */
  count: number
  events: AuditEntry[]
}

/** Everybody whom a decision names, members or not, and who must not leave meanwhile. */
export function peopleNamed(input: Decision, actorId: string): string[] {
  const dispositions = [input.used, input.idle, ...(input.keys ?? []).map((key) => key.disposition)]
  return [
    ...dispositions.flatMap((one) => (one.action === 'transfer' ? [one.ownerId] : [])),
    ...(input.serviceAccounts ?? []).map(({ responsibleId }) => responsibleId),
    input.responsibleId ?? actorId,
    input.newServiceAccount?.responsibleId ?? actorId,
  ]
}

/**
 * Names others for the service accounts that somebody answers for, and makes the one that is to own keys. Also locks those that are
 * to be given keys, all in one order. The memberships of `peopleNamed` must be locked.
 * @throws CoreError `invalid` for who cannot answer for one, `conflict` for a name that is taken
 */
export async function reassign(
  tx: Tx,
  input: Decision,
  { leaving, locked }: { leaving: Leaving; locked: LockedMembers },
): Promise<Reassigned> {
  const answering = (userId: string | undefined, path: string): string => {
    if (userId === undefined)
      throw invalidField(path, 'Say who answers for their service accounts from now on')
    if (userId === leaving.id || !locked.byUser.has(userId))
      throw invalidField(path, 'No other member of the organization has this id')
    return userId
  }
  // Each is judged, whether there is an account for them or not: a decision is good or bad by itself.
  if (input.responsibleId !== undefined) answering(input.responsibleId, 'responsibleId')
  const named = new Map(
    input.serviceAccounts?.map(({ serviceAccountId, responsibleId }, at) => [
      serviceAccountId,
      answering(responsibleId, `serviceAccounts.${at}.responsibleId`),
    ]),
  )
  const theirs = await lockAccounts(tx, input)
  const answers = theirs.map(({ id, name, archived }) => {
    const to = named.get(id) ?? input.responsibleId
    // Of an archived one nobody need be named before it is restored.
    return { id, name, to: to === undefined && archived ? null : answering(to, 'responsibleId') }
  })
  const people = await tx.db.user.findMany({
    where: { id: { in: answers.flatMap(({ to }) => to ?? []) } },
    select: { id: true, name: true },
  })
  for (const person of [null, ...people])
    await tx.db.$executeRaw`
      UPDATE service_account SET responsible_id = ${person?.id ?? null}::uuid, version = version + 1, updated_at = now()
      WHERE id = ANY(${answers.filter(({ to }) => to === (person?.id ?? null)).map(({ id }) => id)}::uuid[])`
  const created = await createWanted(tx, input, answering)
  const from = { id: leaving.id, name: leaving.name }
  return {
    created: created && { id: created.id, name: created.name },
    count: answers.length,
    events: [
      ...answers.map(({ id, name, to }) => ({
        action: 'service_account.update',
        target: { type: 'service_account', id, name },
        detail: { responsible: { from, to: people.find((person) => person.id === to) ?? null } },
      })),
      ...(created
        ? [
            {
              action: 'service_account.create',
              target: { type: 'service_account', id: created.id, name: created.name },
              detail: created.detail,
            },
          ]
        : []),
    ],
  }
}

/** Locks the accounts that are to be given keys or another member, in one order. @returns those that the member answers for */
async function lockAccounts(
  tx: Tx,
  input: Decision,
): Promise<{ id: string; name: string; archived: boolean }[]> {
  const { memberId } = input
  const rows = await tx.db.$queryRaw<{ id: string; name: string; answered: boolean; archived: boolean }[]>`
    SELECT id, name, coalesce(responsible_id = ${memberId}::uuid, false) AS answered, archived_at IS NOT NULL AS archived
    FROM service_account
    WHERE organization_id = ${requireOrganization(tx)}::uuid
      AND (responsible_id = ${memberId}::uuid OR id = ANY(${peopleNamed(input, memberId)}::uuid[]))
    ORDER BY id FOR UPDATE`
  return rows.filter(({ answered }) => answered)
}

async function createWanted(
  tx: Tx,
  { newServiceAccount: wanted }: Decision,
  answering: (userId: string | undefined, path: string) => string,
) {
  if (!wanted) return null
  const self = tx.actor.type === 'user' ? tx.actor.id : undefined
  const responsibleId = answering(wanted.responsibleId ?? self, 'newServiceAccount.responsibleId')
  const { name, description = '' } = wanted
  const { id } = await tx.db.serviceAccount
    .create({ data: { organizationId: requireOrganization(tx), name, description, responsibleId } })
    .catch((error: unknown) => nameTaken(error, 'newServiceAccount.name'))
  const responsible = await tx.db.user.findUnique({
    where: { id: responsibleId },
    select: { id: true, name: true },
  })
  return { id, name, detail: { name, description, responsible } }
}
