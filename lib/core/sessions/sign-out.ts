import type { Ctx } from '../context.ts'
import { endSession } from './end.ts'
import { openSession } from './open.ts'

/** Ends the session that a cookie names. One that has ended is left alone. */
export async function signOut(ctx: Ctx, sessionId: string): Promise<void> {
  const session = await openSession(ctx.db, sessionId)
  if (session) await endSession({ ...ctx, ...session }, { sessionId })
}
