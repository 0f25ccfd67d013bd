import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'pg'
import { makeRing } from '#lib/secret/ring.ts'
import { parseSecrets } from '#lib/secrets.ts'
import type { Key } from './contract.ts'

/**
 * Puts many keys into a portal's database at once, with secrets that are known, as its first user's in its first project.
 * @param home of the portal, for the pepper
 */
export async function plantKeys(client: Client, home: string, count: number): Promise<Key[]> {
  const secrets = parseSecrets(JSON.parse(await readFile(join(home, 'secrets.json'), 'utf8')))
  const ring = makeRing(secrets.peppers)
  const minted = Array.from({ length: count }, () => ring.mint('lw'))
  const { rows } = await client.query<{ id: string }>(
    `WITH place AS (SELECT id, organization_id FROM project ORDER BY id LIMIT 1),
       person AS (SELECT id FROM "user" ORDER BY id LIMIT 1),
       minted AS MATERIALIZED (
         SELECT uuidv7() id, digest, start, last, n
         FROM unnest($1::bytea[], $2::text[], $3::text[]) WITH ORDINALITY one (digest, start, last, n)),
       keys AS (
         INSERT INTO api_key (id, organization_id, project_id, owner_user_id, name, start, last, created_by_type, updated_by_type)
         SELECT minted.id, place.organization_id, place.id, person.id, 'planted ' || n, start, last, 'system', 'system'
         FROM minted, place, person),
       secrets AS (
         INSERT INTO key_secret (id, key_id, digest, pepper_version, start, last, generation)
         SELECT uuidv7(), id, digest, $4, start, last, 1 FROM minted)
     SELECT id FROM minted ORDER BY n`,
    [
      minted.map(({ digest }) => digest),
      minted.map(({ start }) => start),
      minted.map(({ last }) => last),
      secrets.peppers.current.version,
    ],
  )
  return rows.map(({ id }, at) => ({ id, secret: minted[at]?.secret.reveal() ?? '' }))
}
