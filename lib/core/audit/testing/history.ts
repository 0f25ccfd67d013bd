import { v7 as uuidv7 } from 'uuid'
import { database } from '#lib/db/client.ts'
import type { Actor, Ctx } from '../../context.ts'
import { transaction } from '../../transaction.ts'
import { record } from '../record.ts'

/* A history of an organization, as verbs would have written it. */

const actions = ['key.create', 'key.update', 'key.revoke', 'session.create', 'project.update'] as const
const addresses = ['203.0.113.7', '203.0.113.9', '198.51.100.4', '2001:db8::7', null] as const

export interface Chance {
  int(below: number): number
}

/**
 * Writes events of a few actors, actions, targets, projects and addresses.
 * @param projectIds of which each event is about one, or none
 */
export async function makeHistory(
  { organizationId }: Ctx,
  count: number,
  chance: Chance,
  projectIds: readonly string[],
): Promise<void> {
  const pick = <T>(list: readonly T[]): T => list[chance.int(list.length)] as T
  const ids = Array.from({ length: 4 }, () => uuidv7())
  const actors: Actor[] = [
    { type: 'system', name: 'Latchwork' },
    { type: 'user', id: ids[0] ?? '', name: 'Ada', email: 'ada@example.com', sessionId: uuidv7() },
    { type: 'user', id: ids[1] ?? '', name: 'Grace', email: 'grace@example.com', sessionId: uuidv7() },
    { type: 'key', id: ids[2] ?? '', name: 'Robot', owner: { userId: null, serviceAccountId: ids[3] ?? '' } },
  ]
  const targets = Array.from({ length: 5 }, (_, at) => ({ id: uuidv7(), name: `target ${at}` }))
  for (let written = 0; written < count; ) {
    const crowd = Math.min(20, count - written)
    written += crowd
    const ctx: Ctx = {
      db: database().prisma,
      actor: pick(actors),
      organizationId,
      projectId: null,
      reach: null,
      role: null,
      permissions: new Set(),
      origin: { requestId: uuidv7(), ip: null, userAgent: null },
    }
    await transaction(ctx, async (tx) => {
      for (let at = 0; at < crowd; at += 1) {
        const action = pick(actions)
        const type = action.split('.')[0] === 'session' ? 'user' : (action.split('.')[0] ?? '')
        const origin = { ...ctx.origin, ip: pick(addresses), userAgent: pick(['curl/8', null]) }
        await record(
          { ...tx, actor: pick(actors), origin },
          {
            action,
            target: { type, ...pick(targets) },
            projectId: pick([...projectIds, null]),
            detail: { name: { from: `n${chance.int(9)}`, to: '"ü\u2028' }, count: chance.int(1000) / 8 },
          },
        )
      }
    })
  }
}
