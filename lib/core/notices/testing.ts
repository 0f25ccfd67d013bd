import { database } from '#lib/db/client.ts'
import type { Person } from '../keys/testing.ts'
import { relay, untoldOrganizations } from './relay.ts'

/** Tells of everything that is in any organization's log. */
export async function tellAll(): Promise<void> {
  const { prisma } = database()
  for (const id of await untoldOrganizations(prisma)) while (!(await relay(prisma, id)));
}

/** The types in somebody's inbox, the oldest first. */
export async function inboxOf(person: Person): Promise<string[]> {
  return (await noticesOf(person)).map(({ type }) => type)
}

/** What is in somebody's inbox, the oldest first. */
export async function noticesOf({ actor, organizationId }: Person) {
  const rows = await database().prisma.noticeRecipient.findMany({
    where: { userId: actor.id, organizationId: organizationId ?? '' },
    orderBy: { noticeId: 'asc' },
    include: { notice: true },
  })
  return rows.map(({ notice, readAt, mailAt, mailedAt }) => ({ ...notice, readAt, mailAt, mailedAt }))
}
