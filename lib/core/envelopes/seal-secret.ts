import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Secret } from '#lib/secret/secret.ts'
import { keyedDigest, seal, unseal } from '../seal.ts'
import type { Tx } from '../transaction.ts'

const purpose = 'envelope'

interface Sealing {
  organizationId: string
  keyId: string
  secret: Secret
  kind: 'link' | 'retrieval'
  /** Seconds until it is gone, opened or not. */
  lifetime: number
  /** For whom or what, in its maker's words. */
  note?: string
}

export interface Sealed {
  id: string
  expiresAt: Date
  /** What opens a link, for whoever is to have it: 256 random bits, kept nowhere here. Null for a retrieval. */
  token: string | null
}

/**
 * Seals the newest secret of a key for a later reveal. What lies in the database opens only with a key that lies outside it,
 * and for a link only with its token too, which nobody but its holder has.
 */
export async function sealSecret(tx: Tx, sealing: Sealing): Promise<Sealed> {
  const { organizationId, keyId, secret, kind, lifetime, note = '' } = sealing
  const id = uuidv7()
  const token = kind === 'link' ? randomBytes(32).toString('base64url') : null
  const newest = await tx.db.keySecret.findFirstOrThrow({
    where: { keyId },
    orderBy: { generation: 'desc' },
    select: { id: true },
  })
  const [clock] = await tx.db.$queryRaw<{ now: Date }[]>`
    SELECT date_trunc('milliseconds', clock_timestamp()) AS now`
  if (!clock) throw new Error('The database did not say what time it is')
  const { now } = clock
  const expiresAt = new Date(now.getTime() + lifetime * 1000)
  const { actor } = tx
  await tx.db.envelope.create({
    data: {
      id,
      organizationId,
      keyId,
      secretId: newest.id,
      kind,
      tokenDigest: token === null ? null : tokenDigest(token),
      sealed: seal(purpose, id, Buffer.from(secret.reveal()), token ?? undefined),
      note,
      madeByType: actor.type === 'anonymous' ? 'system' : actor.type,
      madeById: actor.type === 'user' || actor.type === 'key' ? actor.id : null,
      madeByName: actor.type === 'anonymous' ? 'Latchwork' : actor.name,
      createdAt: now,
      expiresAt,
    },
  })
  return { id, expiresAt, token }
}

/** By what the envelope of a token is found. */
export const tokenDigest = (token: string) => keyedDigest(purpose, 'token', token)

/** What an envelope holds; null where it was altered, or was sealed under another session key or token. */
export function unsealSecret(id: string, sealed: Uint8Array, token?: string): string | null {
  return unseal(purpose, id, sealed, token)?.toString('utf8') ?? null
}
