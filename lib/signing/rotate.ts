import { generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import type { PoolClient } from 'pg'
import { database } from '#lib/db/client.ts'
import { log } from '#lib/log.ts'
import { seal } from './seal.ts'
import {
  algorithm,
  longestToken,
  type PublicJwk,
  readStored,
  type SigningKey,
  type Stored,
  signerAt,
} from './stored.ts'

const second = 1000
const hour = 3600 * second
const day = 24 * hour

/** In milliseconds. */
export const schedule = {
  /** How long a key is published before it signs: longer than any cache of the JWKS keeps it. */
  lead: hour,
  signs: 30 * day,
  /** How long a key is published after it has signed its last: the life of that token, and of what other nodes remember. */
  after: longestToken * second + 5 * 60 * second,
} as const

export interface RotateOptions {
  /** `due`: only where the plan says so. `next`: a successor, published first. `now`: a successor at once, and no other key is taken any more. */
  when: 'due' | 'next' | 'now'
}

/** What a rotation would do: make a key that signs from an instant on, or let one go on that was to end. */
type Plan = { make: number } | { goOn: SigningKey }

/** null for nothing to do. A key that is published and has not begun is the successor already. */
function plan({ keys, now }: Stored, when: RotateOptions['when']): Plan | null {
  if (when === 'now') return { make: now }
  const signer = signerAt({ keys }, now)
  if (!signer) {
    const ours = when === 'due' ? superseded({ keys, now }) : null
    return ours ? { goOn: ours } : { make: now }
  }
  const last = keys.filter(({ privateKey }) => privateKey !== null).at(-1)
  if (last && last.signsFrom > now) return null
  const due = now >= signer.signsFrom + schedule.signs - schedule.lead
  return when === 'next' || due ? { make: now + schedule.lead } : null
}

/**
 * The key of ours that is to end because somebody who cannot unseal it has made another, which we cannot unseal: an instance with
 * another NEXTAUTH_SECRET, on the same database at the same time. Were each to make a new key in its turn, there would be no end of
 * them; so each goes on with its own.
 */
function superseded({ keys, now }: Stored): SigningKey | null {
  const ours = keys.filter(({ privateKey, signsFrom }) => privateKey !== null && signsFrom <= now).at(-1)
  const theirs = keys.some(
    ({ privateKey, createdAt }) => privateKey === null && ours && createdAt > ours.createdAt,
  )
  return ours && theirs ? ours : null
}

/** True where something is to be done. Asked before `rotate`, which looks again under a lock. */
export const isDue = (stored: Stored): boolean => plan(stored, 'due') !== null

/**
 * Makes the next signing key, where there is to be one, and sets when those before it end. Of several instances that come at once
 * one does it, and the others find it done.
 * @returns what is published afterwards, and the kid of what was made
 * @throws what `pg` throws when the database cannot be asked
 */
export async function rotate({ when }: RotateOptions): Promise<Stored & { made: string | null }> {
  const client = await database().pool.connect()
  try {
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(hashtextextended('latchwork signing keys', 0))`)
    const before = await readStored(client)
    const planned = plan(before, when)
    const signsFrom = planned && 'make' in planned ? planned.make : null
    const made = signsFrom === null ? null : await make(client, before, signsFrom, when === 'now')
    if (planned && 'goOn' in planned) await goOn(client, before, planned.goOn)
    const after = await readStored(client)
    await client.query('commit')
    if (made) log.info({ kid: made, signsFrom: new Date(signsFrom ?? 0) }, 'a new key signs tokens')
    return { ...after, made }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

async function make(
  client: PoolClient,
  { keys }: Stored,
  signsFrom: number,
  alone: boolean,
): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' }) as PublicJwk
  const kid = await calculateJwkThumbprint({ kty, crv, x, y })
  const lost = keys.filter(({ privateKey: own }) => own === null).map((key) => key.kid)
  if (lost.length > 0)
    log.warn(
      { kids: lost },
      'signing keys were sealed under another NEXTAUTH_SECRET; they sign no more. Where that was not changed, give every instance the same',
    )
  await client.query('update signing_key set retired_at = $1 where retired_at is null or retired_at > $1', [
    new Date(alone ? signsFrom : signsFrom + schedule.after),
  ])
  await client.query(`delete from signing_key where retired_at < now() - interval '1 day'`)
  await client.query(
    `insert into signing_key (kid, algorithm, public_jwk, sealed, created_at, signs_from)
     values ($1, $2, $3, $4, clock_timestamp(), $5)`,
    [kid, algorithm, { kty, crv, x, y }, seal(kid, privateKey), new Date(signsFrom)],
  )
  return kid
}

/** Lets a key sign for as long as what it signs now is published, and says what is wrong each time that this is due: every few minutes. */
async function goOn(client: PoolClient, { now }: Stored, { kid }: SigningKey): Promise<void> {
  log.error(
    { kid },
    'another instance makes signing keys under another NEXTAUTH_SECRET: give every instance the same one, and restart them',
  )
  await client.query('update signing_key set retired_at = $2 where kid = $1', [
    kid,
    new Date(now + schedule.after),
  ])
}
