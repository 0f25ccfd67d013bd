import { retiredSecretsActor } from '#lib/contracts/notice-types/keys.ts'
import type { PrismaClient } from '#lib/db/generated/client.ts'
import { mask } from '#lib/secret/mask.ts'
import { audienceOf } from '../notices/audience.ts'
import { keyFactsOf } from '../notices/facts.ts'
import { tell } from '../notices/tell.ts'
import { asServer } from '../system.ts'
import { type Tx, transaction } from '../transaction.ts'
import { revoke } from './revoke.ts'

/** How many are looked for at once. */
const batch = 100

interface Due {
  secretId: string
  keyId: string
  organizationId: string
}

/**
 * Deals with secrets that were presented after their end, as the meter found them (`lib/gate/rotation.ts`): everybody concerned is told,
 * and where the organization has chosen so, the key is revoked. Each is dealt with once, in one transaction with the mark that it is, so
 * that this may run on several instances at once and end at any moment. While a secret goes on being used, it is due again once a day.
 * @returns how many there were
 */
export async function settleRetiredSecrets(db: PrismaClient): Promise<number> {
  let total = 0
  for (;;) {
    const due = await db.$queryRaw<Due[]>`
      SELECT secret_id AS "secretId", key_id AS "keyId", organization_id AS "organizationId"
      FROM retired_secret_use WHERE settled_at IS NULL ORDER BY first_at LIMIT ${batch}`
    for (const one of due)
      await transaction(asServer(db, one.organizationId, retiredSecretsActor), (tx) => settle(tx, one))
    total += due.length
    if (due.length < batch) return total
  }
}

interface Found {
  policy: 'tell' | 'revoke'
  start: string
  last: string
  generation: number
  endedAt: Date
  lastAt: Date
  ip: string | null
  userAgent: string | null
  revoked: boolean
  now: Date
}

async function settle(tx: Tx, { secretId, keyId, organizationId }: Due): Promise<void> {
  // The key before its use, as the meter has it.
  await tx.db.$executeRaw`SELECT 1 FROM api_key WHERE id = ${keyId}::uuid FOR NO KEY UPDATE`
  const [found] = await tx.db.$queryRaw<Found[]>`
    SELECT organization.retired_secret_use::text AS policy, secret.start, secret.last, secret.generation,
      secret.not_after AS "endedAt", used.last_at AS "lastAt", used.ip, used.user_agent AS "userAgent",
      key.revoked_at IS NOT NULL AS revoked, date_trunc('milliseconds', clock_timestamp()) AS now
    FROM retired_secret_use used JOIN key_secret secret ON secret.id = used.secret_id
    JOIN api_key key ON key.id = used.key_id JOIN organization ON organization.id = used.organization_id
    WHERE used.secret_id = ${secretId}::uuid AND used.settled_at IS NULL FOR UPDATE OF used`
  if (!found) return
  await tx.db.retiredSecretUse.update({ where: { secretId }, data: { settledAt: found.now } })
  await tellOf(tx, { secretId, keyId, organizationId }, found)
  if (found.policy === 'revoke' && !found.revoked)
    await revoke(
      { ...tx, permissions: new Set(['api_key:delete:any']) },
      { keyId, reason: `Its secret ${found.generation}, which a rotation had ended, was used${from(found)}` },
    )
}

const from = ({ ip }: Found) => (ip === null ? '' : ` from ${ip}`)

async function tellOf(tx: Tx, { secretId, keyId, organizationId }: Due, found: Found): Promise<void> {
  const key = (await keyFactsOf(tx.db, [keyId])).get(keyId)
  if (!key) return
  const { start, last, generation, endedAt, lastAt, ip, userAgent } = found
  await tell(tx, {
    organizationId,
    type: 'key.retired_secret_used',
    subject: `${secretId} ${lastAt.toISOString().slice(0, 10)}`,
    projectId: key.projectId,
    keyId,
    at: lastAt,
    data: {
      ...key.facts,
      secret: { mask: mask(start, last), generation, endedAt: endedAt.toISOString() },
      ip,
      userAgent,
    },
    recipients: await audienceOf(tx.db, {
      organizationId,
      projectId: key.projectId,
      to: 'owner-and-governors',
      named: [key.ownerId],
      except: null,
    }),
  })
}
