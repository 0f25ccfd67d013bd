import { checkpointDue, makeCheckpoint } from '#lib/core/audit/checkpoint.ts'
import { sweepEnvelopes } from '#lib/core/envelopes/sweep.ts'
import { sweepInvitations } from '#lib/core/invitations/sweep.ts'
import { tellExpiries } from '#lib/core/notices/expiry.ts'
import { sweepNotices } from '#lib/core/notices/sweep.ts'
import { refreshExcess } from '#lib/core/oversight/refresh-excess.ts'
import { announce } from '#lib/core/policies/announce.ts'
import { sweep as sweepPolicies } from '#lib/core/policies/sweep.ts'
import { sweepSessions } from '#lib/core/sessions/sweep.ts'
import { sweepIdempotency } from '#lib/core/sweep-idempotency.ts'
import { sweepRevokedTokens } from '#lib/core/tokens/sweep.ts'
import { sumUsage } from '#lib/core/usage/sum.ts'
import { sweepDeliveries } from '#lib/core/webhooks/sweep.ts'
import type { PrismaClient } from '#lib/db/generated/client.ts'

/** Something that is done by the clock. It may end at any moment and be done again, and never twice at once but after a silence. */
interface Task {
  /** When, as cron has it, in UTC. */
  cron: string
  /** @returns what was done, for the log; nothing where there was nothing to do */
  run: (db: PrismaClient) => Promise<unknown>
}

/** Everything that is done by the clock, by name. A new task is an entry here. */
export const tasks: Readonly<Record<string, Task>> = {
  expiries: { cron: '* * * * *', run: tellExpiries },
  envelopes: { cron: '* * * * *', run: sweepEnvelopes },
  warnings: { cron: '*/5 * * * *', run: announce },
  policies: { cron: '* * * * *', run: async (db) => (await sweepPolicies(db)).keys },
  // Not at the turn of an hour, when the last of the one before is being counted.
  usage: { cron: '5-55/10 * * * *', run: sumUsage },
  checkpoints: { cron: '*/5 * * * *', run: makeCheckpoints },
  idempotency: { cron: '7 * * * *', run: sweepIdempotency },
  tokens: { cron: '17 * * * *', run: sweepRevokedTokens },
  invitations: { cron: '27 * * * *', run: sweepInvitations },
  sessions: { cron: '7 3 * * *', run: sweepSessions },
  deliveries: { cron: '17 3 * * *', run: sweepDeliveries },
  notices: { cron: '27 3 * * *', run: sweepNotices },
  excess: { cron: '37 3 * * *', run: refreshAllExcess },
}

async function makeCheckpoints(db: PrismaClient): Promise<number> {
  const due = await checkpointDue(db)
  for (const organizationId of due) await makeCheckpoint(db, organizationId)
  return due.length
}

async function refreshAllExcess(db: PrismaClient): Promise<number> {
  let excessive = 0
  for (const { id } of await db.organization.findMany({ select: { id: true }, orderBy: { id: 'asc' } }))
    excessive += await refreshExcess(db, id)
  return excessive
}
