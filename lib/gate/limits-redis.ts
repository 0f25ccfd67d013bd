import { createHash } from 'node:crypto'
import { createClient, createCluster } from '@redis/client'
import type { Link } from './limits-shared.ts'

/**
 * Counts in Redis or Valkey, single or a cluster: one script, one round trip and one key for all the limits of a key.
 *
 * The key is a hash from `name:milliseconds` of a limit to `used end` of its window, so that all of them lie in one slot
 * of a cluster; it goes when the last window ends. What is written there are ids and names, never a secret.
 *
 * The script decides what `memoryLimiter` decides, by the Redis server's clock, and atomically, as scripts are. A window
 * that would end later than a whole window from now is cut to that: after a failover to a server whose clock is behind.
 *
 * ARGV: cost, time in milliseconds or '' for the server's own, then field, milliseconds and limit of each. It gives
 * whether the call is admitted, then of each limit what is used and for how many milliseconds.
 */
const script = `
local cost, at = tonumber(ARGV[1]), tonumber(ARGV[2])
if not at then
  local time = redis.call('TIME')
  at = time[1] * 1000 + math.floor(time[2] / 1000)
end
local known, stored = {}, redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do
  local used, ends = string.match(stored[i + 1], '^(%d+) (%d+)$')
  known[stored[i]] = { used = tonumber(used), ends = tonumber(ends) }
end
local open, admitted, fresh = {}, true, false
for i = 3, #ARGV, 3 do
  local field, length, limit = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local one = known[field]
  if not one or one.ends <= at then
    one = { used = 0, ends = at + length }
    fresh = true
  end
  one.field = field
  one.ends = math.min(one.ends, at + length)
  if cost > 0 and one.used + cost > limit then admitted = false end
  open[#open + 1] = one
end
if admitted and cost > 0 then
  local last = at
  if fresh then
    for field, one in pairs(known) do
      if one.ends > at then last = math.max(last, one.ends) else redis.call('HDEL', KEYS[1], field) end
    end
  end
  for _, one in ipairs(open) do
    one.used = one.used + cost
    last = math.max(last, one.ends)
    redis.call('HSET', KEYS[1], one.field, string.format('%.0f %.0f', one.used, one.ends))
  end
  if fresh then redis.call('PEXPIRE', KEYS[1], last - at) end
end
local answer = { admitted and 1 or 0 }
for _, one in ipairs(open) do
  answer[#answer + 1] = one.used
  answer[#answer + 1] = one.ends - at
end
return answer
`

const sha = createHash('sha1').update(script).digest('hex')

/** What of a client is used here; a single server's and a cluster's both have it. */
interface Connection {
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  destroy(): void
}

interface RedisOptions {
  /** `redis://` or `rediss://`; of a cluster any node. */
  url: string
  /** Milliseconds that connecting may take. */
  patience: number
  /** Milliseconds, in place of the server's clock. */
  now?: () => number
  /** Called once when an open connection is lost. */
  lost: (cause: unknown) => void
}

/**
 * Connects. A connection lost is lost: whoever opened it opens another.
 * @throws what the client or the server says, or an Error where it takes too long
 */
export async function redisLink({ url, patience, now, lost }: RedisOptions): Promise<Link> {
  let closed = false
  const connections = new Set<{ destroy(): void }>()
  const close = () => {
    closed = true
    for (const connection of connections) destroy(connection)
  }
  const failed = (cause: unknown) => {
    if (!closed) lost(cause)
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer in ${patience} ms`)), patience)
  })
  try {
    const connection = await Promise.race([open(url, patience, connections, failed), late])
    return {
      close,
      async consume(scope, keyId, limits, cost) {
        const args = [String(cost), now ? String(now()) : '']
        for (const { name, limit, window } of limits)
          args.push(`${name}:${window * 1000}`, String(window * 1000), String(limit))
        const answer = await run(connection, `${scope}:${keyId}`, args)
        const states = limits.map(({ name, limit }, i) => ({
          name,
          limit,
          remaining: Math.max(0, limit - (answer[1 + 2 * i] ?? 0)),
          reset: Math.ceil((answer[2 + 2 * i] ?? 0) / 1000),
        }))
        return { admitted: answer[0] === 1, states }
      },
    }
  } catch (error) {
    close()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** A client that gives up at the first trouble, and queues nothing for a connection it does not have. */
async function open(
  url: string,
  patience: number,
  connections: Set<{ destroy(): void }>,
  failed: (cause: unknown) => void,
): Promise<Connection> {
  const options = {
    RESP: 2,
    disableClientInfo: true,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    socket: { connectTimeout: patience, reconnectStrategy: false },
  } as const
  const client = createClient({ ...options, url })
  connections.add(client)
  client.on('error', failed)
  await client.connect()
  // A user who may not ask is on a server of a kind that we need not ask.
  const info = await client.info('cluster').catch(() => '')
  if (!info.includes('cluster_enabled:1')) return client
  connections.delete(client)
  client.off('error', failed).on('error', () => {})
  destroy(client)
  const { username, password, protocol } = new URL(url)
  const cluster = createCluster({
    RESP: 2,
    rootNodes: [{ ...options, url }],
    defaults: {
      ...options,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { socket: { ...options.socket, tls: true as const } }),
    },
  })
  connections.add(cluster)
  cluster.on('error', failed)
  await cluster.connect()
  return cluster
}

async function run(connection: Connection, id: string, args: string[]): Promise<number[]> {
  const options = { keys: [`latchwork:limits:{${id}}`], arguments: args }
  try {
    return (await connection.evalSha(sha, options)) as number[]
  } catch (error) {
    // A server that was restarted knows no scripts, nor does a replica that has taken over.
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return (await connection.eval(script, options)) as number[]
  }
}

function destroy(connection: { destroy(): void }): void {
  try {
    connection.destroy()
  } catch {
    // It had ended by itself.
  }
}
