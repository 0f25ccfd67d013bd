import { timingSafeEqual } from 'node:crypto'
import type { Pool } from 'pg'
import type { KeyedDigest } from '#lib/secret/ring.ts'
import type { KeyRecord } from './record.ts'
import { type Row, recordOf, selectKeys } from './row.ts'

/** A key as it stood at an instant. */
export interface Found {
  record: KeyRecord
  /** Milliseconds since 1970 by the database's clock, when the record was read. */
  now: number
}

/**
 * Reads keys from the database. What is asked while another question is under way goes out together with the next one, so that
 * a node that knows nothing yet, under load, costs the database dozens of statements and not thousands.
 */
export interface Reader {
  /** @param digests under which the secret may be stored */
  byDigest(digests: readonly KeyedDigest[]): Promise<Found | null>
  bySecret(secretId: string): Promise<Found | null>
}

interface Waiting {
  digests: readonly KeyedDigest[]
  resolve(found: Found | null): void
  reject(error: unknown): void
}

/** How many secrets one statement asks for, and how many statements are under way at once. */
const together = 100
const abreast = 4

/** @param pool asked for at each statement */
export function makeReader(pool: () => Pool): Reader {
  let waiting: Waiting[] = []
  let underWay = 0

  function next(): void {
    while (underWay < abreast && waiting.length > 0) {
      const some = waiting.slice(0, together)
      waiting = waiting.slice(together)
      underWay += 1
      void readAll(some).finally(() => {
        underWay -= 1
        next()
      })
    }
  }

  async function readAll(some: readonly Waiting[]): Promise<void> {
    try {
      const { rows } = await pool().query<Row>({
        name: 'gate_lookup',
        text: `${selectKeys} where secret.digest = any($1::bytea[])`,
        values: [some.flatMap(({ digests }) => digests.map(({ digest }) => digest))],
      })
      const byDigest = new Map(rows.map((row) => [row.digest.toString('base64'), row]))
      for (const one of some) one.resolve(pick(one.digests, byDigest))
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }

  return {
    byDigest: (digests) =>
      new Promise((resolve, reject) => {
        waiting.push({ digests, resolve, reject })
        // After what else this turn of the event loop brings.
        if (waiting.length === 1) setImmediate(next)
      }),
    async bySecret(secretId) {
      const { rows } = await pool().query<Row>({
        name: 'gate_lookup_secret',
        text: `${selectKeys} where secret.id = $1::uuid`,
        values: [secretId],
      })
      const [row] = rows
      return row ? foundOf(row) : null
    },
  }
}

function pick(digests: readonly KeyedDigest[], rows: ReadonlyMap<string, Row>): Found | null {
  for (const { digest, pepperVersion } of digests) {
    const row = rows.get(digest.toString('base64'))
    if (row && row.pepper_version === pepperVersion && timingSafeEqual(digest, row.digest))
      return foundOf(row)
  }
  return null
}

const foundOf = (row: Row): Found => ({ record: recordOf(row), now: row.now.getTime() })
