import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'pg'

/**
 * The peer: better-auth's api-key plugin in its own PostgreSQL database, behind a `node:http` server that does no more than
 * the bare one. It is asked by a call of `auth.api.verifyApiKey`, without better-auth's own router in between. Its keys are
 * made by its own API; the rest of the table is copied from one of them, so that it holds as many rows as ours.
 *
 * Limits are on, and so is its count of what remains of a key; all else is as it comes.
 */

/** What is used of better-auth. Told here, because types are checked also where the peers are not installed. */
interface Peer {
  betterAuth(options: object): {
    options: object
    $context: Promise<{
      internalAdapter: { createUser(user: { email: string; name: string }): Promise<{ id: string }> }
    }>
    api: {
      createApiKey(call: { body: object }): Promise<{ id: string; key: string }>
      verifyApiKey(call: { body: { key: string } }): Promise<{ valid: boolean }>
    }
  }
  apiKey(options: object): object
  getMigrations(options: object): Promise<{ runMigrations(): Promise<void> }>
}

const packages = ['better-auth', '@better-auth/api-key', 'better-auth/db/migration']
const [auth, plugin, migration] = (await Promise.all(packages.map((name) => import(name)))) as [
  Peer,
  Peer,
  Peer,
]

const { DATABASE_URL, BENCH_SECRETS = '', BENCH_IN_USE, BENCH_KEYS } = process.env
/** As `LATCHWORK_POOL` has it. */
const pool = new Pool({ connectionString: DATABASE_URL, max: 10 })
const plenty = 1_000_000_000

const peer = auth.betterAuth({
  database: pool,
  secret: 'a secret that guards nothing but a measurement',
  baseURL: 'http://localhost',
  logger: { disabled: true },
  telemetry: { enabled: false },
  plugins: [
    plugin.apiKey({
      // Secrets as long as ours, so that the bodies are.
      defaultPrefix: 'lw_',
      defaultKeyLength: 49,
      enableMetadata: true,
      rateLimit: { enabled: true, timeWindow: 3_600_000, maxRequests: plenty },
    }),
  ],
})

async function fill(): Promise<void> {
  await (await migration.getMigrations(peer.options)).runMigrations()
  const owner = await (await peer.$context).internalAdapter.createUser({
    email: 'bench@example.com',
    name: 'Bench',
  })
  const secrets: string[] = []
  const make = async () => {
    const { key } = await peer.api.createApiKey({
      body: {
        userId: owner.id,
        name: 'checkout-prod',
        remaining: plenty,
        permissions: { data: ['read', 'write'] },
        metadata: { plan: 'pro', customer: 'c-1' },
      },
    })
    secrets.push(key)
  }
  while (secrets.length < Number(BENCH_IN_USE)) await Promise.all(Array.from({ length: 10 }, make))
  const { rows } = await pool.query<{ column_name: string }>(
    `select column_name from information_schema.columns where table_name = 'apikey'`,
  )
  const columns = rows.map((row) => `"${row.column_name}"`)
  const values = columns.map((name) =>
    name === '"id"'
      ? 'gen_random_uuid()::text'
      : name === '"key"'
        ? `md5(n || 'a') || md5(n || 'b')`
        : `one.${name}`,
  )
  await pool.query(
    `insert into apikey (${columns}) select ${values} from (select * from apikey limit 1) one, generate_series(1, $1::int) n`,
    [Number(BENCH_KEYS) - secrets.length],
  )
  await pool.query('vacuum (analyze) apikey')
  await writeFile(BENCH_SECRETS, `${secrets.join('\n')}\n`)
}

await fill()

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    const { key } = JSON.parse(Buffer.concat(chunks).toString()) as { key: string }
    const answer = await peer.api.verifyApiKey({ body: { key } }).catch((error) => ({
      valid: false,
      message: String(error),
    }))
    const text = JSON.stringify(answer)
    response
      .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
      .end(text)
  })
})

server.keepAliveTimeout = 65_000
server.listen(0, 'localhost', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
