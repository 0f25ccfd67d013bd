import type { PolicyScope } from '#lib/contracts/policies.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { audienceOf } from '../notices/audience.ts'
import { keyFactsOf } from '../notices/facts.ts'
import { oneByOne } from '../notices/one-by-one.ts'
import { tell } from '../notices/tell.ts'
import { transaction } from '../transaction.ts'
import { breakingOf } from './breaking.ts'
import { brokenKeys } from './dry-run.ts'
import { keysIn } from './question.ts'

/** How many keys are told of in one transaction. */
const together = 100

/** Tells the owners of keys whose secrets are due, once for each secret. @returns how many keys are due */
export async function tellRotations(
  ctx: Ctx,
  scope: PolicyScope,
  { days, now }: { days: number; now: Date },
): Promise<number> {
  const organizationId = ctx.organizationId ?? ''
  const breaking = await breakingOf(ctx, { rotateWithin: days }, 'rotateWithin', now)
  let due = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const all = Prisma.sql`k.organization_id = ${organizationId}::uuid AND k.id > ${after}::uuid`
    const tail = Prisma.sql`ORDER BY k.id LIMIT ${together}`
    const keys = await ctx.db.$queryRaw<{ id: string }[]>`
      SELECT id FROM (${brokenKeys(keysIn(ctx, scope, all), [breaking], Prisma.sql`k.id`, tail)}) part ORDER BY id`
    const last = keys.at(-1)
    if (last === undefined) return due
    const ids = keys.map(({ id }) => id)
    await transaction(ctx, async (tx) => {
      const facts = await keyFactsOf(tx.db, ids)
      const secrets = await tx.db.$queryRaw<{ id: string; generation: number; at: Date }[]>`
        SELECT k.id, k.generation, s.created_at AS at FROM api_key k
        JOIN key_secret s ON s.key_id = k.id AND s.generation = k.generation WHERE k.id = ANY(${ids}::uuid[])`
      await oneByOne(
        tx.db,
        secrets,
        ({ id }) => ({ keyId: id }),
        async ({ id, generation, at }) => {
          const key = facts.get(id)
          if (!key) return
          const { projectId } = key
          await tell(tx, {
            organizationId,
            type: 'key.rotation_due',
            subject: `${id} ${generation}`,
            projectId,
            keyId: id,
            at: now,
            data: { ...key.facts, secretMadeAt: at.toISOString(), days },
            recipients: await audienceOf(tx.db, {
              organizationId,
              projectId,
              to: 'owner',
              named: [key.ownerId],
              except: null,
            }),
          })
        },
      )
    })
    due += ids.length
    after = last.id
  }
}
