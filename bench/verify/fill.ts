import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { Client } from 'pg'
import { makeRing, type Ring } from '../../lib/secret/ring.ts'

/** An organization to fill with keys whose secrets are known. */
export interface Filling {
  organizationId: string
  projectId: string
  keys: number
  /** The server's pepper, of version 1. */
  pepper: Buffer
  /** The file that gets the secrets, one a line, in the order in which the keys were made. */
  secrets: string
}

const batch = 10_000

/**
 * Fills a project with keys that verify: two explicit permissions, a service account as the owner, metadata of three
 * entries and a named limit that nobody reaches. Needs PostgreSQL 18, for uuidv7().
 */
export async function fill(client: Client, filling: Filling): Promise<void> {
  const { organizationId, keys } = filling
  await client.query(
    `INSERT INTO service_account (id, organization_id, name)
     SELECT gen_random_uuid(), $1::uuid, 'robot ' || n FROM generate_series(1, 200) n`,
    [organizationId],
  )
  const ring = makeRing({ current: { version: 1, key: filling.pepper }, retired: [] })
  const file = await open(filling.secrets, 'w', 0o600)
  try {
    // PostgreSQL writes one batch while the next is minted.
    let writing: Promise<unknown> = Promise.resolve()
    for (let made = 0; made < keys; made += batch) {
      const minted = await mint(ring, Math.min(batch, keys - made), file)
      await writing
      writing = insert(client, filling, minted)
    }
    await writing
  } finally {
    await file.close()
  }
  await client.query('VACUUM (ANALYZE)')
}

interface Columns {
  digests: string[]
  starts: string[]
  lasts: string[]
}

async function mint(ring: Ring, count: number, file: FileHandle): Promise<Columns> {
  const columns: Columns = { digests: [], starts: [], lasts: [] }
  let lines = ''
  for (let made = 0; made < count; made += 1) {
    const one = ring.mint('lw')
    columns.digests.push(`\\x${one.digest.toString('hex')}`)
    columns.starts.push(one.start)
    columns.lasts.push(one.last)
    lines += `${one.secret.reveal()}\n`
  }
  await file.write(lines)
  return columns
}

function insert(client: Client, { organizationId, projectId }: Filling, columns: Columns): Promise<unknown> {
  return client.query({
    name: 'bench_fill',
    text: `
      WITH robots AS (SELECT array_agg(id) ids FROM service_account WHERE organization_id = $1),
        own AS (SELECT id FROM permission WHERE organization_id = $1 AND NOT built_in ORDER BY id LIMIT 2),
        minted AS MATERIALIZED (
          SELECT uuidv7() id, digest, start, last, n
          FROM unnest($3::bytea[], $4::text[], $5::text[]) WITH ORDINALITY one (digest, start, last, n)),
        keys AS (
          INSERT INTO api_key (id, organization_id, project_id, owner_service_account_id, name, metadata, rate_limits,
            start, last, created_by_type, updated_by_type)
          SELECT id, $1::uuid, $2::uuid, robots.ids[1 + n % array_length(robots.ids, 1)], 'checkout-prod-' || start,
            jsonb_build_object('plan', 'pro', 'customer', 'c-' || start, 'seats', n),
            '[{"name": "requests", "limit": 1000000000, "window": 3600}]', start, last, 'system', 'system'
          FROM minted, robots),
        secrets AS (
          INSERT INTO key_secret (id, key_id, digest, pepper_version, start, last, generation)
          SELECT uuidv7(), id, digest, 1, start, last, 1 FROM minted)
      INSERT INTO key_permission (key_id, permission_id) SELECT minted.id, own.id FROM minted, own`,
    values: [organizationId, projectId, columns.digests, columns.starts, columns.lasts],
  })
}
