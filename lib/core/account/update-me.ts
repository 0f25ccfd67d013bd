import type { updateMe as operation } from '#lib/contracts/account.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { changed } from '../changes/changed.ts'
import type { Ctx } from '../context.ts'
import { recordOwn } from '../sessions/own-audit.ts'
import { transaction } from '../transaction.ts'
import { requirePerson } from './person.ts'

/** Changes the actor's name. */
export function updateMe(ctx: Ctx, input: Input<typeof operation>): Promise<Reply<typeof operation>> {
  const { id } = requirePerson(ctx)
  return transaction(ctx, async (tx) => {
    const before = await tx.db.user.findUniqueOrThrow({ where: { id }, select: { name: true } })
    const user = await tx.db.user.update({
      where: { id },
      data: { name: input.name },
      select: { id: true, number: true, email: true, name: true },
    })
    // The gate tells the owner's name.
    changed(tx, { ownerId: id })
    if (before.name !== user.name)
      await recordOwn(tx, 'user.update', { name: { from: before.name, to: user.name } })
    return user
  })
}
