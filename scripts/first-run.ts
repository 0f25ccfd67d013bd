import { ensureOwner } from '#lib/core/setup/ensure-owner.ts'
import { setupToken } from '#lib/core/setup/token.ts'
import { database } from '#lib/db/client.ts'

/**
 * Where a person begins: the portal, or, while there is no user, the set-up page with the token that opens it. Makes the
 * owner first whom LATCHWORK_OWNER_EMAIL and LATCHWORK_OWNER_PASSWORD name, where there is none.
 *
 * @returns a path, with a fragment while there is no user.
 */
export async function startPath(): Promise<string> {
  await ensureOwner()
  const someone = await database().prisma.user.findFirst({ select: { id: true } })
  return someone ? '/' : `/setup#${setupToken()}`
}
