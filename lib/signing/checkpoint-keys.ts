import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { database } from '#lib/db/client.ts'
import { log } from '#lib/log.ts'
import { seal, unseal } from './seal.ts'
import { algorithm, type PublicJwk } from './stored.ts'

/*
 * The key that signs checkpoints of the audit log, and nothing else. Unlike those of tokens it is not succeeded by time: what it
 * signed is to be verified years later by whoever kept its thumbprint. Where it cannot be unsealed here (NEXTAUTH_SECRET was
 * changed) another takes its place, and its public half stays published with the rest.
 */

export interface CheckpointKey {
  kid: string
  publicJwk: PublicJwk
}

export interface CheckpointSigner extends CheckpointKey {
  privateKey: KeyObject
}

interface Row {
  kid: string
  public_jwk: PublicJwk
  sealed: Buffer
}

/** The most that are ever read: each but the first is a secret of the installation that was changed. */
const most = 100

async function rows(client: Pick<ReturnType<typeof database>['pool'], 'query'>): Promise<Row[]> {
  const { rows: found } = await client.query<Row>(
    `select kid, public_jwk, sealed from checkpoint_key order by created_at desc, kid limit ${most}`,
  )
  return found
}

const plainJwk = ({ kty, crv, x, y }: PublicJwk): PublicJwk => ({ kty, crv, x, y })

/** Every public key that ever signed a checkpoint, the newest first. */
export async function checkpointKeys(): Promise<CheckpointKey[]> {
  const found = await rows(database().pool)
  return found.map(({ kid, public_jwk }) => ({ kid, publicJwk: plainJwk(public_jwk) }))
}

function firstOpen(found: readonly Row[]): CheckpointSigner | null {
  for (const { kid, public_jwk, sealed } of found) {
    const privateKey = unseal(kid, sealed)
    if (privateKey) return { kid, publicJwk: plainJwk(public_jwk), privateKey }
  }
  return null
}

/**
 * The key to sign a checkpoint with; made where there is none that this server can unseal. Of several instances that come at once one
 * makes it.
 * @throws what `pg` throws when the database cannot be asked
 */
export async function checkpointSigner(): Promise<CheckpointSigner> {
  const known = firstOpen(await rows(database().pool))
  if (known) return known
  const client = await database().pool.connect()
  try {
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(hashtextextended('latchwork checkpoint keys', 0))`)
    const signer = firstOpen(await rows(client)) ?? (await make(client))
    await client.query('commit')
    return signer
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

async function make(client: Pick<ReturnType<typeof database>['pool'], 'query'>): Promise<CheckpointSigner> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicJwk = plainJwk(publicKey.export({ format: 'jwk' }) as PublicJwk)
  const kid = await calculateJwkThumbprint(publicJwk)
  await client.query(
    `insert into checkpoint_key (kid, public_jwk, sealed, created_at) values ($1, $2, $3, clock_timestamp())`,
    [kid, publicJwk, seal(kid, privateKey)],
  )
  log.info({ kid, algorithm }, 'a new key signs checkpoints of the audit log')
  return { kid, publicJwk, privateKey }
}
