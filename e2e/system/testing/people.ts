import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { hashPassword } from '#lib/core/account/password.ts'
import { joinCluster } from '#lib/db/cluster/join.ts'
import { ask } from './contract.ts'
import type { Desk } from './vendors.ts'

/** Somebody with an account, signed in. */
export interface Person {
  id: string
  /** What contracts call them that know people by integers. */
  number: number
  token: string
}

/** Runs something on the database of a portal, as its superuser. */
export async function onDatabase<T>(home: string, run: (client: Client) => Promise<T>): Promise<T> {
  const cluster = await joinCluster({ home })
  const client = new Client({ connectionString: cluster.adminUrl.replace(/\/postgres$/, '/latchwork') })
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end()
    await cluster.leave()
  }
}

/** Gives the organization of a portal another person, and signs that person in. */
export async function addPerson(
  { home, url, organizationId }: Desk,
  role: 'ADMIN' | 'MEMBER' | 'VIEWER',
): Promise<Person> {
  const email = `${randomUUID()}@example.com`
  const password = 'a rather long passphrase'
  const hash = await hashPassword(password)
  const { id, number } = await onDatabase(home, async (client) => {
    const { rows } = await client.query<{ id: string; number: number }>(
      `WITH person AS (INSERT INTO "user" (id, email, name, password_hash) VALUES (uuidv7(), $1, $2, $3) RETURNING id, number),
         belongs AS (INSERT INTO membership (id, organization_id, user_id, role) SELECT uuidv7(), $4, id, $5::member_role FROM person)
       SELECT id, number FROM person`,
      [email, role.toLowerCase(), hash, organizationId, role],
    )
    const [row] = rows
    if (!row) throw new Error('Nobody was added')
    return row
  })
  const { json } = await ask(url, '/api/v1/sessions', { body: { email, password } })
  return { id, number, token: String(json.accessToken) }
}
