import type { KeyObject } from 'node:crypto'
import { createPublicKey } from 'node:crypto'
import type { PoolClient } from 'pg'
import { database } from '#lib/db/client.ts'
import { unseal } from './seal.ts'

export const algorithm = 'ES256'

/** A public key as it is published (RFC 7517). */
export interface PublicJwk {
  kty: 'EC'
  crv: 'P-256'
  x: string
  y: string
}

/** A signing key that is published. Instants are milliseconds since 1970, by the database's clock. */
export interface SigningKey {
  kid: string
  publicJwk: PublicJwk
  publicKey: KeyObject
  /** null where this server cannot unseal it: it then checks tokens, and signs none. */
  privateKey: KeyObject | null
  createdAt: number
  /** It signs from here on, until the next key does. */
  signsFrom: number
  /** No token of it is taken from here on; null while it has no successor. */
  retiredAt: number | null
}

/** All keys that are published, the first to sign first, and when that was. */
export interface Stored {
  keys: readonly SigningKey[]
  /** The database's clock as they were read. */
  now: number
}

interface Row {
  now: Date
  kid: string
  public_jwk: PublicJwk
  sealed: Buffer
  created_at: Date
  signs_from: Date
  retired_at: Date | null
}

// Outer joined to the time alone, so that the time comes even where there is no key.
const statement = `
  select clock.now, kid, public_jwk, sealed, created_at, signs_from, retired_at
  from (select date_trunc('milliseconds', clock_timestamp()) as now) clock
  left join signing_key on (retired_at is null or retired_at > clock.now) and algorithm = '${algorithm}'
  order by signs_from, created_at, kid`

/**
 * Reads what is published.
 * @throws what `pg` throws when the database cannot be asked
 */
export async function readStored(client: Pick<PoolClient, 'query'> = database().pool): Promise<Stored> {
  const { rows } = await client.query<Row>(statement)
  return {
    now: rows[0]?.now.getTime() ?? 0,
    keys: rows.filter(({ kid }) => kid !== null).map(keyOf),
  }
}

function keyOf(row: Row): SigningKey {
  const { kty, crv, x, y } = row.public_jwk
  return {
    kid: row.kid,
    publicJwk: { kty, crv, x, y },
    publicKey: createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }),
    privateKey: unseal(row.kid, row.sealed),
    createdAt: row.created_at.getTime(),
    signsFrom: row.signs_from.getTime(),
    retiredAt: row.retired_at?.getTime() ?? null,
  }
}

/** The longest that any token of ours may live, in seconds. What issues tokens keeps to it. */
export const longestToken = 3600

/**
 * The key that signs at an instant: the last to have begun of those that can, and that are published for as long as a
 * token may live; null where there is none.
 */
export function signerAt({ keys }: Pick<Stored, 'keys'>, now: number): SigningKey | null {
  const end = now + longestToken * 1000
  const able = keys.filter(
    ({ privateKey, signsFrom, retiredAt }) =>
      privateKey !== null && signsFrom <= now && (retiredAt === null || retiredAt >= end),
  )
  return able.at(-1) ?? null
}
